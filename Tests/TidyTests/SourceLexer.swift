/// Takes Swift source apart as far as the rules of this folder need it.
///
/// Comments, also nested ones, and string literals, also raw ones and those of several lines, are left out; what stands in
/// an interpolation is code again. Regex literals are not known: a quote inside one hides the rest of its line.
struct SourceLexer {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private(set) var tokens: [SourceToken] = []

  static func tokens(of text: String) -> [SourceToken] {
    var lexer = SourceLexer(bytes: Array(text.utf8))
    lexer.readCode(until: nil)
    return lexer.tokens
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }
}

extension SourceLexer {
  private func byte(_ offset: Int = 0) -> UInt8? {
    position + offset < bytes.count ? bytes[position + offset] : nil
  }

  private func isAt(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where position < bytes.count {
      if bytes[position] == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
  }

  private mutating func add(_ kind: SourceToken.Kind, from start: Int) {
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    tokens.append(SourceToken(kind: kind, text: text, line: line, offset: start))
  }

  /// Reads to the end or, in an interpolation, to the parenthesis that closes it.
  private mutating func readCode(until close: UInt8?) {
    var depth = 0
    while let next = byte() {
      if next == close && depth == 0 { return }
      if isAt("//") {
        readLineComment()
      } else if isAt("/*") {
        readBlockComment()
      } else if let hashes = hashesBeforeString() {
        readString(hashes: hashes)
      } else if Self.startsWord(next) {
        readWord()
      } else if Self.isDigit(next) {
        readNumber()
      } else if next == UInt8(ascii: "`") {
        advance()
      } else {
        depth += next == UInt8(ascii: "(") ? 1 : next == UInt8(ascii: ")") ? -1 : 0
        readSymbol(next)
      }
    }
  }

  private mutating func readSymbol(_ byte: UInt8) {
    let start = position
    advance()
    if byte > UInt8(ascii: " ") { add(.symbol, from: start) }
  }

  private mutating func readLineComment() {
    while let next = byte(), next != UInt8(ascii: "\n") { advance() }
  }

  private mutating func readBlockComment() {
    var depth = 0
    repeat {
      if isAt("/*") {
        depth += 1
        advance(2)
      } else if isAt("*/") {
        depth -= 1
        advance(2)
      } else {
        advance()
      }
    } while depth > 0 && position < bytes.count
  }

  private mutating func readWord() {
    let start = position
    while let next = byte(), Self.startsWord(next) || Self.isDigit(next) { advance() }
    add(.word, from: start)
  }

  /// `1.5`, `1e9` and `0x1p3` are floating point; `0..<5`, `1.max` and the `0.1` of `pair.0.1` are not.
  private mutating func readNumber() {
    let start = position
    let isMember = tokens.last?.text == "." && start > 0 && bytes[start - 1] == UInt8(ascii: ".")
    let isHexadecimal = isAt("0x")
    while let next = byte(), Self.startsWord(next) || Self.isDigit(next) { advance() }
    var isFloating = bytes[start..<position].contains { byte in
      isHexadecimal ? byte | 0x20 == UInt8(ascii: "p") : byte | 0x20 == UInt8(ascii: "e")
    }
    if !isMember, byte() == UInt8(ascii: "."), let digit = byte(1), Self.isDigit(digit) {
      isFloating = true
      advance()
      while let next = byte(), Self.startsWord(next) || Self.isDigit(next) { advance() }
    }
    add(isFloating ? .floatingPoint : .integer, from: start)
  }

  private static func startsWord(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

// String literals.
extension SourceLexer {
  /// How many `#` stand before the quote here; nil when no string begins.
  private func hashesBeforeString() -> Int? {
    var hashes = 0
    while byte(hashes) == UInt8(ascii: "#") { hashes += 1 }
    return byte(hashes) == UInt8(ascii: "\"") ? hashes : nil
  }

  private mutating func readString(hashes: Int) {
    advance(hashes)
    let isLong = isAt("\"\"\"")
    let end = (isLong ? "\"\"\"" : "\"") + String(repeating: "#", count: hashes)
    let escape = "\\" + String(repeating: "#", count: hashes)
    advance(isLong ? 3 : 1)
    while position < bytes.count, !isAt(end), isLong || byte() != UInt8(ascii: "\n") {
      if isAt(escape + "(") {
        advance(escape.utf8.count + 1)
        readCode(until: UInt8(ascii: ")"))
        advance()
      } else {
        advance(isAt(escape) ? escape.utf8.count + 1 : 1)
      }
    }
    if isAt(end) { advance(end.utf8.count) }
  }
}

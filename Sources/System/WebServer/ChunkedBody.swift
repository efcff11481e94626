/// Puts a chunked body together (RFC 9112 §7.1).
struct ChunkedBody {
  private enum Stage {
    case sizeLine
    case data(remainingBytes: Int)
    case dataEnd
    case trailer
  }

  private(set) var bytes: [UInt8] = []
  private(set) var isComplete = false
  private var stage = Stage.sizeLine
  private var trailerBytes = 0
  private let limit: Int

  /// What a line of a chunk's size or of the trailer may have, and the trailer together.
  private static let lineLimit = 4096

  /// - Parameter limit: bytes that the body may have.
  init(limit: Int) { self.limit = limit }

  /// Reads as much of `input` as makes sense so far.
  ///
  /// - Returns: how much that was.
  mutating func read(_ input: ArraySlice<UInt8>) throws(RequestRefusal) -> Int {
    var rest = input
    while !isComplete, try readStage(&rest) {}
    return rest.startIndex - input.startIndex
  }

  /// - Returns: false when the rest of the stage has yet to come.
  private mutating func readStage(_ rest: inout ArraySlice<UInt8>) throws(RequestRefusal) -> Bool {
    switch stage {
    case .data(let remainingBytes):
      let part = rest.prefix(remainingBytes)
      bytes += part
      rest = rest.dropFirst(part.count)
      stage = part.count == remainingBytes ? .dataEnd : .data(remainingBytes: remainingBytes - part.count)
      return part.count == remainingBytes
    case .sizeLine:
      guard let line = try Self.takeLine(&rest) else { return false }
      try begin(chunkBytes: try Self.size(line))
    case .dataEnd:
      guard let line = try Self.takeLine(&rest) else { return false }
      guard line.isEmpty else { throw .malformed("a chunk is longer than it says") }
      stage = .sizeLine
    case .trailer:
      guard let line = try Self.takeLine(&rest) else { return false }
      isComplete = line.isEmpty
      trailerBytes += line.count
      guard trailerBytes <= Self.lineLimit else { throw .headTooLarge(limit: Self.lineLimit) }
    }
    return true
  }

  private mutating func begin(chunkBytes: Int) throws(RequestRefusal) {
    guard chunkBytes <= limit - bytes.count else { throw .bodyTooLarge(limit: limit) }
    stage = chunkBytes == 0 ? .trailer : .data(remainingBytes: chunkBytes)
  }

  private static func takeLine(_ rest: inout ArraySlice<UInt8>) throws(RequestRefusal) -> ArraySlice<UInt8>? {
    guard let end = rest.prefix(lineLimit).firstIndex(of: 0x0a) else {
      guard rest.count < lineLimit else { throw .malformed("a line between chunks is too long") }
      return nil
    }
    guard end > rest.startIndex, rest[end - 1] == 0x0d else { throw .malformed("a line between chunks ends with CRLF") }
    defer { rest = rest[(end + 1)...] }
    return rest[..<(end - 1)]
  }

  /// Hexadecimal digits; what follows a semicolon is an extension and means nothing here.
  private static func size(_ line: ArraySlice<UInt8>) throws(RequestRefusal) -> Int {
    let digits = line.prefix { $0 != 0x3b && $0 != 0x20 && $0 != 0x09 }
    guard (1...15).contains(digits.count) else { throw .malformed("a chunk begins with its size") }
    var size = 0
    for digit in digits {
      guard let value = RequestHead.hexadecimal(digit) else { throw .malformed("a chunk begins with its size") }
      size = size << 4 | Int(value)
    }
    return size
  }
}

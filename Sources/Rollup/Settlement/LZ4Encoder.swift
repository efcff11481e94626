/// Writes one LZ4 block: at each place the newest copy that a table of hashes knows, as long as it goes.
///
/// Every position is entered, also within copies and noise: the reference skips some for speed, and finds less.
struct LZ4Encoder {
  private let input: [UInt8]
  private var output: [UInt8] = []
  /// By hash of four bytes: the last position at which such bytes began; −1 for none.
  private var table = [Int32](repeating: -1, count: 1 << 16)
  /// Where the literals begin that are not written yet.
  private var anchor = 0

  init(_ input: [UInt8]) { self.input = input }

  mutating func encode() -> [UInt8] {
    let lastStart = input.count - LZ4Block.finalStartBytes
    var position = 0
    while position <= lastStart {
      guard let source = exchange(position) else {
        position += 1
        continue
      }
      let end = matchEnd(position, source)
      writeSequence(copyFrom: source, at: position, to: end)
      for inner in position + 1..<end where inner <= lastStart { _ = exchange(inner) }
      (position, anchor) = (end, end)
    }
    writeLiterals(upTo: input.count, matchNibble: 0)
    return output
  }

  /// Enters `position`, and returns the last one within reach at which the same four bytes begin.
  private mutating func exchange(_ position: Int) -> Int? {
    let word = word(at: position)
    let slot = Int((word &* 2_654_435_761) >> 16)
    let found = Int(table[slot])
    table[slot] = Int32(position)
    guard found >= 0, position - found <= LZ4Block.offsetLimit, self.word(at: found) == word else { return nil }
    return found
  }

  private func word(at position: Int) -> UInt32 {
    UInt32(input[position]) | UInt32(input[position + 1]) << 8 | UInt32(input[position + 2]) << 16
      | UInt32(input[position + 3]) << 24
  }

  private func matchEnd(_ position: Int, _ source: Int) -> Int {
    var length = LZ4Block.matchMinimumBytes
    let limit = input.count - LZ4Block.finalLiteralBytes - position
    while length < limit, input[source + length] == input[position + length] { length += 1 }
    return position + length
  }

  private mutating func writeSequence(copyFrom source: Int, at position: Int, to end: Int) {
    let length = end - position - LZ4Block.matchMinimumBytes
    writeLiterals(upTo: position, matchNibble: UInt8(min(length, 15)))
    let offset = position - source
    output.append(UInt8(truncatingIfNeeded: offset))
    output.append(UInt8(truncatingIfNeeded: offset >> 8))
    writeRest(of: length)
  }

  private mutating func writeLiterals(upTo end: Int, matchNibble: UInt8) {
    output.append(UInt8(min(end - anchor, 15)) << 4 | matchNibble)
    writeRest(of: end - anchor)
    output.append(contentsOf: input[anchor..<end])
  }

  /// The part of a length that its half byte cannot say.
  private mutating func writeRest(of length: Int) {
    guard length >= 15 else { return }
    var rest = length - 15
    while rest >= 255 {
      output.append(255)
      rest -= 255
    }
    output.append(UInt8(rest))
  }
}

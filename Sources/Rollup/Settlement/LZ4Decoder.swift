/// Reads one LZ4 block from its beginning to its end.
struct LZ4Decoder {
  private let block: ArraySlice<UInt8>
  private let byteCount: Int
  private var position: Int
  private var output: [UInt8] = []
  private var lastCopy: Range<Int>?

  init(_ block: ArraySlice<UInt8>, byteCount: Int) {
    self.block = block
    self.byteCount = byteCount
    position = block.startIndex
    output.reserveCapacity(byteCount)
  }

  mutating func decode() throws(LZ4Fault) -> [UInt8] {
    while true {
      let token = try nextByte()
      try copyLiterals(try length(startingWith: token >> 4))
      if position == block.endIndex {
        try checkEnd(lastToken: token)
        return output
      }
      try copyMatch(token)
    }
  }

  private mutating func nextByte() throws(LZ4Fault) -> UInt8 {
    guard position < block.endIndex else { throw .truncated }
    defer { position += 1 }
    return block[position]
  }

  /// Half a byte of a token; where that is full, all bytes up to the first that is not full are added.
  ///
  /// At most 255 × 4 MiB, so the sum cannot overflow.
  private mutating func length(startingWith nibble: UInt8) throws(LZ4Fault) -> Int {
    var length = Int(nibble)
    guard nibble == 15 else { return length }
    while true {
      let byte = try nextByte()
      length += Int(byte)
      guard byte == 255 else { return length }
    }
  }

  private mutating func copyLiterals(_ count: Int) throws(LZ4Fault) {
    guard count <= block.endIndex - position else { throw .truncated }
    guard count <= byteCount - output.count else { throw .tooLong(declaredBytes: byteCount) }
    output.append(contentsOf: block[position..<position + count])
    position += count
  }

  /// A copy may run into what it writes itself: that is how repetitions are said.
  private mutating func copyMatch(_ token: UInt8) throws(LZ4Fault) {
    let offset = Int(try nextByte()) | Int(try nextByte()) << 8
    guard offset > 0, offset <= output.count else { throw .offset(offset, writtenBytes: output.count) }
    let count = try length(startingWith: token & 15) + LZ4Block.matchMinimumBytes
    guard count <= byteCount - output.count else { throw .tooLong(declaredBytes: byteCount) }
    let start = output.count
    for source in start - offset..<start - offset + count { output.append(output[source]) }
    lastCopy = start..<start + count
  }

  private func checkEnd(lastToken: UInt8) throws(LZ4Fault) {
    guard output.count == byteCount else { throw .tooShort(declaredBytes: byteCount, foundBytes: output.count) }
    guard lastToken & 15 == 0 else { throw .lastTokenCopies(lastToken) }
    guard let copy = lastCopy else { return }
    guard
      byteCount - copy.upperBound >= LZ4Block.finalLiteralBytes,
      byteCount - copy.lowerBound >= LZ4Block.finalStartBytes
    else {
      throw .copyNearEnd(startBytes: copy.lowerBound, endBytes: copy.upperBound, declaredBytes: byteCount)
    }
  }
}

extension [UInt8] {
  /// With other bytes at `field`, a little-endian number: an end of its range, one beside its value, chance, or what
  /// stands somewhere in `other`.
  public func changed(at field: Range<Int>, like other: [UInt8], using random: inout SplitMix64) -> [UInt8] {
    var number = Array(self[field])
    let (zeroes, ones) = (number.dropFirst().map { _ in UInt8(0) }, number.dropFirst().map { _ in UInt8.max })
    switch Int.random(in: 0..<10, using: &random) {
    case 0: number = [0] + zeroes
    case 1: number = [1] + zeroes
    case 2: number = [.max] + ones
    case 3: number = [.max - 1] + ones
    case 4: number = zeroes + [1 << 7]
    case 5: number = ones + [.max >> 1]
    case 6: number[0] &+= random.oneIn(2) ? 1 : .max
    case 7: number[.random(in: number.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 8: number = random.bytes(number.count)
    default:
      guard other.count >= number.count else { break }
      let start = Int.random(in: 0...(other.count - number.count), using: &random)
      number = Array(other[start..<start + number.count])
    }
    return self[..<field.lowerBound] + number + self[field.upperBound...]
  }

  /// With other bytes somewhere, as many as some number has.
  public func changedSomewhere(like other: [UInt8], using random: inout SplitMix64) -> [UInt8] {
    guard !isEmpty else { return self }
    let width = Swift.min([1, 4, 8, 16].randomElement(using: &random) ?? 1, count)
    let start = Int.random(in: 0...(count - width), using: &random)
    return changed(at: start..<start + width, like: other, using: &random)
  }
}

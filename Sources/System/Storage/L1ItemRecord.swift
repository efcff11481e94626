/// One inbox message or one claim.
public struct L1ItemRecord: Equatable, Sendable {
  /// Its place among its kind: 0 for the first, and dense.
  public var index: UInt64
  public var l1Block: UInt64
  public var data: [UInt8]

  public init(index: UInt64, l1Block: UInt64, data: [UInt8]) {
    self.index = index
    self.l1Block = l1Block
    self.data = data
  }
}

extension Bytes32 {
  /// The up to 32 bytes of `bytes` from `offset` on, then zeroes: how Merkle leaves are cut from an encoding.
  ///
  /// The fast version of `init(_:)` on a padded slice, which the tests hold it against.
  ///
  /// - Precondition: `0 <= offset < bytes.count`.
  @inlinable public init(loading bytes: [UInt8], at offset: Int) {
    precondition(offset >= 0 && offset < bytes.count, "a leaf is cut from outside its bytes")
    self.init()
    let count = Swift.min(Self.byteCount, bytes.count - offset)
    unsafe Swift.withUnsafeMutableBytes(of: &self) { leaf in
      unsafe bytes.withUnsafeBytes { source in
        unsafe leaf.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset..<offset + count]))
      }
    }
  }

  /// Appends the 32 bytes.
  @inlinable public func append(to bytes: inout [UInt8]) {
    unsafe Swift.withUnsafeBytes(of: self) { unsafe bytes.append(contentsOf: $0) }
  }
}

/// A first pass that bounds the nesting, before anything recurses into it.
///
/// It only needs to be right for well-formed text: whatever it misreads in other text, the parser refuses.
enum JSONDepth {
  static func check(_ bytes: [UInt8], maximum: Int) throws(JSONError) {
    var depth = 0
    var inString = false
    var escaped = false
    for (offset, byte) in bytes.enumerated() {
      if inString {
        inString = escaped || byte != 0x22
        escaped = !escaped && byte == 0x5c
        continue
      }
      switch byte {
      case 0x22: inString = true
      case 0x5b, 0x7b: depth += 1
      case 0x5d, 0x7d: depth -= 1
      default: continue
      }
      guard depth <= maximum else { throw tooDeep(bytes[...offset], maximum: maximum) }
    }
  }

  private static func tooDeep(_ read: ArraySlice<UInt8>, maximum: Int) -> JSONError {
    let lastLine = read.suffix(while: { $0 != 0x0a })
    return JSONError(
      kind: .tooDeep(maximum: maximum), line: 1 + read.count { $0 == 0x0a },
      column: lastLine.count { $0 & 0xc0 != 0x80 }, message: "more than \(maximum) levels of nesting")
  }
}

extension ArraySlice {
  /// The longest run at the end whose elements all satisfy `predicate`.
  fileprivate func suffix(while predicate: (Element) -> Bool) -> SubSequence {
    guard let last = lastIndex(where: { !predicate($0) }) else { return self }
    return self[(last + 1)...]
  }
}

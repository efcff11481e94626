import SSZ

/// One direction of writing columns: a value is written, or is replaced by the one that was read.
///
/// What belongs into which column is so said once for both (`ColumnPass`), as `SSZContainer.visit` does for SSZ.
protocol ColumnCoder {
  associatedtype Failure: Error
  mutating func byte(_ value: inout UInt8, in column: Column) throws(Failure)
  mutating func number<T: FixedWidthInteger & UnsignedInteger>(_ value: inout T, in column: Column) throws(Failure)
  /// As many bytes as `value` has.
  mutating func bytes(_ value: inout [UInt8], in column: Column) throws(Failure)
}

extension ColumnCoder {
  /// The difference between `value` and `origin`.
  mutating func step<T: FixedWidthInteger & UnsignedInteger>(
    _ value: inout T, from origin: T, in column: Column
  ) throws(Failure) {
    let difference = value &- origin
    var folded = difference << 1 ^ (0 &- difference >> (T.bitWidth - 1))
    try number(&folded, in: column)
    value = origin &+ (folded >> 1 ^ (0 &- folded & 1))
  }

  /// A step from the block's time, but 0, which often means "never", and that time change places.
  mutating func time(_ value: inout UInt64, from blockMs: UInt64, in column: Column) throws(Failure) {
    var swapped = Self.swap(value, with: blockMs)
    try step(&swapped, from: blockMs, in: column)
    value = Self.swap(swapped, with: blockMs)
  }

  private static func swap(_ value: UInt64, with blockMs: UInt64) -> UInt64 {
    switch value {
    case 0: blockMs
    case blockMs: 0
    default: value
    }
  }
}

/// Appends to columns.
struct ColumnWriter: ColumnCoder {
  private(set) var columns = [[UInt8]](repeating: [], count: Column.allCases.count)

  mutating func byte(_ value: inout UInt8, in column: Column) { columns[column.rawValue].append(value) }

  mutating func number<T: FixedWidthInteger & UnsignedInteger>(_ value: inout T, in column: Column) {
    var rest = value
    while rest >= 0x80 {
      columns[column.rawValue].append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    columns[column.rawValue].append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func bytes(_ value: inout [UInt8], in column: Column) { columns[column.rawValue].append(contentsOf: value) }
}

/// Reads columns, each from its beginning.
struct ColumnReader: ColumnCoder {
  private let columns: [ByteList<4_194_304>]
  private var offsets: [Int]

  init(_ columns: [ByteList<4_194_304>]) throws(ColumnFault) {
    let count = Column.allCases.count
    guard columns.count == count else { throw .columnCount(expected: count, found: columns.count) }
    self.columns = columns
    offsets = [Int](repeating: 0, count: count)
  }

  func isAtEnd(of column: Column) -> Bool { remaining(in: column) == 0 }

  /// All columns must have been read to their ends.
  func finish() throws(ColumnFault) {
    for column in Column.allCases where !isAtEnd(of: column) {
      throw .trailingBytes(column, count: remaining(in: column))
    }
  }

  mutating func byte(_ value: inout UInt8, in column: Column) throws(ColumnFault) {
    guard remaining(in: column) > 0 else { throw .truncated(column) }
    value = columns[column.rawValue].bytes[offsets[column.rawValue]]
    offsets[column.rawValue] += 1
  }

  mutating func number<T: FixedWidthInteger & UnsignedInteger>(
    _ value: inout T, in column: Column
  ) throws(ColumnFault) {
    var (shift, digit) = (0, UInt8(0))
    value = 0
    repeat {
      try byte(&digit, in: column)
      let part = T(digit & 0x7f)
      guard (part << shift) >> shift == part else { throw .numberTooLarge(column) }
      value |= part << shift
      if digit == 0, shift > 0 { throw .overlongNumber(column) }
      shift += 7
    } while digit >= 0x80
  }

  mutating func bytes(_ value: inout [UInt8], in column: Column) throws(ColumnFault) {
    guard remaining(in: column) >= value.count else { throw .truncated(column) }
    let start = offsets[column.rawValue]
    value = Array(columns[column.rawValue].bytes[start..<start + value.count])
    offsets[column.rawValue] += value.count
  }

  private func remaining(in column: Column) -> Int {
    columns[column.rawValue].bytes.count - offsets[column.rawValue]
  }
}

import SSZ
import Settlement
import Testing

/// Columns of a batch as a list, to be tampered with.
struct TamperedColumns {
  private let head: [UInt8]
  var columns: [[UInt8]]

  init(_ body: BatchBody) throws {
    let stream = try unpacked(try #require(BatchCodec.columns.encode(body)))
    head = Array(stream[..<60])
    let list = Array(stream[60...])
    columns = try BoundedList<ByteList<4_194_304>, 32>.decoded(list).elements.map(\.bytes)
  }

  subscript(column: Column) -> [UInt8] {
    get { columns[column.rawValue] }
    set { columns[column.rawValue] = newValue }
  }

  var data: [UInt8] {
    get throws {
      let list = try BoundedList<ByteList<4_194_304>, 32>(columns.map { try ByteList($0) })
      return posted(.columns, head + list.encoded())
    }
  }
}

import MockL1
import SSZ

/// The bytes of a batch: `version u8 (0) ‖ codec u8 (0: raw) ‖ rawLength u32 LE ‖ payload`, the payload unpacking to the
/// SSZ encoding of a `BatchBody`.
///
/// Consensus code: every byte string either is the one encoding of one body, or a fault.
public enum BatchCodec {
  public static let version: UInt8 = 0
  public static let rawCodec: UInt8 = 0
  public static let headerBytes = 6
  public static let rawLimitBytes = 4 << 20

  /// - Precondition: the result is within `BatchInbox.dataLimitBytes`, as `BatchBuilder` sees to.
  public static func encode(_ body: BatchBody) -> [UInt8] {
    let raw = body.encoded()
    var writer = SSZWriter()
    writer.write(version)
    writer.write(rawCodec)
    writer.write(UInt32(raw.count))
    writer.write(raw)
    precondition(writer.bytes.count <= BatchInbox.dataLimitBytes, "a batch is larger than the L1 takes")
    return writer.bytes
  }

  public static func decode(_ data: [UInt8]) throws(BatchFault) -> BatchBody {
    guard data.count <= BatchInbox.dataLimitBytes else {
      throw .dataOverLimit(limitBytes: Int(BatchInbox.dataLimitBytes), foundBytes: data.count)
    }
    let raw = try unpack(data)
    do throws(DecodingError) { return try BatchBody.decoded(raw) } catch { throw .malformedBody(error) }
  }

  private static func unpack(_ data: [UInt8]) throws(BatchFault) -> [UInt8] {
    guard data.count >= headerBytes else { throw .truncatedHeader(foundBytes: data.count) }
    guard data[0] == version else { throw .unknownVersion(data[0]) }
    guard data[1] == rawCodec else { throw .unknownCodec(data[1]) }
    let rawLength = (2..<headerBytes).reversed().reduce(0) { $0 << 8 | Int(data[$1]) }
    guard rawLength <= rawLimitBytes else {
      throw .rawLengthOverLimit(limitBytes: rawLimitBytes, declaredBytes: rawLength)
    }
    let payload = data[headerBytes...]
    guard payload.count == rawLength else {
      throw .rawLengthMismatch(declaredBytes: rawLength, foundBytes: payload.count)
    }
    return Array(payload)
  }
}

import MockL1
import SSZ

/// The bytes of a batch: `version u8 (0) ‖ codec u8 ‖ rawLength u32 LE ‖ payload`, the payload unpacking to `rawLength`
/// bytes that stand for a `BatchBody`.
///
/// Consensus code: every byte string either stands for one body, or is a fault; and neither time nor memory go beyond
/// what `rawLimitBytes` allow.
public enum BatchCodec: UInt8, CaseIterable, Sendable {
  /// The payload is the SSZ encoding of the body.
  case raw = 0
  /// It is one LZ4 block that holds this encoding.
  case lz4 = 1
  /// It is one LZ4 block that holds the SSZ encoding of `BatchColumns`.
  case columns = 2

  public static let version: UInt8 = 0
  public static let headerBytes = 6
  /// Of what an LZ4 block holds, and of the encoded body.
  public static let rawLimitBytes = 4 << 20

  /// The shortest of the three forms; of equally short ones, the first. Never longer than the raw one.
  ///
  /// - Precondition: the raw form is within `BatchInbox.dataLimitBytes`, as `BatchBuilder` sees to.
  public static func encode(_ body: BatchBody) -> [UInt8] {
    let raw = body.encoded()
    let forms = allCases.compactMap { $0.form(of: body, encoded: raw) }
    guard let shortest = forms.min(by: { $0.count < $1.count }), shortest.count <= BatchInbox.dataLimitBytes
    else { preconditionFailure("a batch is larger than the L1 takes") }
    return shortest
  }

  /// The batch in this form, however long it becomes; nil where more would have to be unpacked than may be.
  public func encode(_ body: BatchBody) -> [UInt8]? { form(of: body, encoded: body.encoded()) }

  private func form(of body: BatchBody, encoded: [UInt8]) -> [UInt8]? {
    guard encoded.count <= Self.rawLimitBytes else { return nil }
    let raw = self == .columns ? BatchColumns(body).encoded() : encoded
    guard raw.count <= Self.rawLimitBytes else { return nil }
    var writer = SSZWriter()
    writer.write(Self.version)
    writer.write(rawValue)
    writer.write(UInt32(raw.count))
    writer.write(self == .raw ? raw : LZ4Block.compress(raw))
    return writer.bytes
  }

  public static func decode(_ data: [UInt8]) throws(BatchFault) -> BatchBody {
    guard data.count <= BatchInbox.dataLimitBytes else {
      throw .dataOverLimit(limitBytes: Int(BatchInbox.dataLimitBytes), foundBytes: data.count)
    }
    guard data.count >= headerBytes else { throw .truncatedHeader(foundBytes: data.count) }
    guard data[0] == version else { throw .unknownVersion(data[0]) }
    guard let codec = Self(rawValue: data[1]) else { throw .unknownCodec(data[1]) }
    let rawLength = (2..<headerBytes).reversed().reduce(0) { $0 << 8 | Int(data[$1]) }
    guard rawLength <= rawLimitBytes else {
      throw .rawLengthOverLimit(limitBytes: rawLimitBytes, declaredBytes: rawLength)
    }
    return try codec.body(in: try codec.unpack(data[headerBytes...], to: rawLength))
  }

  private func unpack(_ payload: ArraySlice<UInt8>, to rawLength: Int) throws(BatchFault) -> [UInt8] {
    guard self == .raw else {
      do throws(LZ4Fault) { return try LZ4Block.decompress(payload, byteCount: rawLength) } catch {
        throw .malformedBlock(error)
      }
    }
    guard payload.count == rawLength else {
      throw .rawLengthMismatch(declaredBytes: rawLength, foundBytes: payload.count)
    }
    return Array(payload)
  }

  private func body(in raw: [UInt8]) throws(BatchFault) -> BatchBody {
    guard self == .columns else { return try Self.decoded(BatchBody.self, raw) }
    let columns = try Self.decoded(BatchColumns.self, raw)
    do throws(ColumnFault) { return try columns.body() } catch { throw .malformedColumns(error) }
  }

  private static func decoded<Value: SSZCodable>(_ type: Value.Type, _ raw: [UInt8]) throws(BatchFault) -> Value {
    do throws(DecodingError) { return try Value.decoded(raw) } catch { throw .malformedBody(error) }
  }
}

import Cryptography
import JSON
import MockL1
import SSZ

/// The L1 of a node, through the methods that it has on `/l1`.
public struct L1RPC: L1Access {
  /// Calls a method and brings its result.
  public typealias Call = (_ method: String, _ parameters: [JSONValue]) throws(L1SourceError) -> JSONValue

  private let call: Call

  public init(calling call: @escaping Call) { self.call = call }

  /// What the chain starts from.
  public func genesis() throws(L1SourceError) -> DevnetGenesis {
    let json = try call("rollup_genesis", [])
    do throws(GenesisFileError) { return try DevnetGenesis(text: json.bytes()) } catch {
      throw .malformed("rollup_genesis: \(error.description)")
    }
  }

  public func blocks(from first: UInt64) throws(L1SourceError) -> [L1Block] {
    guard let elements = try call("l1_blocks", [.count(first)]).arrayValue else { throw .malformed("l1_blocks") }
    var blocks: [L1Block] = []
    for element in elements {
      guard let data = element["data"]?.stringValue.flatMap(Hex.decode) else { throw .malformed("l1_blocks: data") }
      do throws(DecodingError) { blocks.append(try L1Block.decoded(data)) } catch {
        throw .malformed("l1_blocks: \(error)")
      }
    }
    return blocks
  }

  public func batch(_ dataHash: Bytes32) throws(L1SourceError) -> [UInt8]? {
    let answer = try call("l1_batch", [.hash(dataHash)])
    guard !answer.isNull else { return nil }
    guard let data = answer.stringValue.flatMap(Hex.decode) else { throw .malformed("l1_batch") }
    return data
  }

  public func send(_ calls: [L1Call], from sender: Address) throws(L1SourceError) -> [UInt64] {
    let answer = try call("dev_l1Send", calls.map { Self.request($0, from: sender) })
    let nonces = (answer.arrayValue ?? []).compactMap { $0["nonce"]?.integerValue.flatMap(UInt64.init(exactly:)) }
    guard nonces.count == calls.count else { throw .malformed("dev_l1Send") }
    return nonces
  }

  public func isKnown(nonce: UInt64, of sender: Address) throws(L1SourceError) -> Bool {
    let answer = try call("l1_outcome", [.string(sender.checksummed), .count(nonce)])
    guard let status = answer["status"]?.stringValue else { throw .malformed("l1_outcome") }
    return status != "unknown"
  }

  private static func request(_ call: L1Call, from sender: Address) -> JSONValue {
    ["from": .string(sender.checksummed), "call": .string(Hex.encode(call.encoded()))]
  }
}

import Cryptography
import JSON
import MockL1
import SSZ
import Storage

// The L1 for whoever follows it, plays on it, or asks something of its contracts. All of it runs on the node's queue.
extension DevnetNode {
  static let l1BlockLimit = 256
  /// SSZ of the blocks of one answer; its JSON has twice as many characters.
  private static let l1BlockByteLimit = 2 << 20
  static let l1SendLimit = 64

  /// `l1_blocks`: durable blocks of the L1.
  func l1BlocksJSON(_ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    let first = try parameters.count(0, "the first block's number", default: 0, in: 0...Int(Int64.max))
    let limit = try parameters.count(
      1, "how many", default: Self.l1BlockLimit, in: 1...Self.l1BlockLimit)
    let blocks = try reading {
      try engine.durableL1Blocks(from: UInt64(first), limit: limit, byteLimit: Self.l1BlockByteLimit)
    }
    return .array(
      blocks.map { block in
        [
          "number": .count(block.number), "hash": .hash(block.hash), "parentHash": .hash(block.parent),
          "timestampMs": .count(block.timestampMilliseconds), "data": .string(Hex.encode(block.data)),
        ]
      })
  }

  /// `l1_batch`: the bytes beside an entry of the batch inbox.
  func l1BatchJSON(_ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    let data: [UInt8]?
    switch parameters[0] {
    case .integer(let index) where index >= 0: data = try reading { try engine.durableBatch(ofEntry: UInt64(index)) }
    case .string(let text):
      guard let hash = Bytes32(hex: text) else { throw .invalidParams("'\(text)' is not a hash") }
      data = try reading { try engine.durableBatch(hash) }
    default: throw .invalidParams("parameter 1 must be an entry's index, or the hash of its bytes")
    }
    return data.map { .string(Hex.encode($0)) } ?? .null
  }

  /// `l1_outcome`: what became of a transaction.
  func l1OutcomeJSON(_ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    let sender = try address(parameters[0])
    let nonce = try parameters.count(1, "the transaction's nonce", default: 0, in: 0...Int(Int64.max))
    return L1StandingView(sender: sender, nonce: UInt64(nonce), engine.standing(of: sender, nonce: UInt64(nonce))).json
  }

  /// `dev_l1Send`: sends transactions, of whomever: this L1 takes a sender's word.
  func l1Send(_ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    guard (1...Self.l1SendLimit).contains(parameters.count) else {
      throw .invalidParams("params must be 1 to \(Self.l1SendLimit) transactions {from, call}")
    }
    var requests: [(sender: Address, call: L1Call)] = []
    for index in 0..<parameters.count { requests.append(try l1Request(try parameters.object(index, "{from, call}"))) }
    return .array(try send(requests).map(\.json))
  }

  /// Sends, and makes durable what came of it.
  func send(_ requests: [(sender: Address, call: L1Call)]) throws(RPCError) -> [L1StandingView] {
    let sent: [L1Transaction]
    do {
      sent = try engine.send(requests)
      try flush()
    } catch let refusal as Engine.SendRefusal {
      throw .refused(refusal)
    } catch { throw RPCError(code: RPCError.internalErrorCode, message: "\(error)") }
    hasArrived()
    return sent.map {
      L1StandingView(sender: $0.sender, nonce: $0.nonce, engine.standing(of: $0.sender, nonce: $0.nonce))
    }
  }

  private func l1Request(_ object: JSONObject) throws(RPCError) -> (sender: Address, call: L1Call) {
    try object.expect(only: ["from", "call"], in: "transaction")
    guard let bytes = Hex.decode(try object.string("call")) else {
      throw .invalidParams("'call' must be SSZ of an L1Call, as 0x-hex")
    }
    let sender = try address(object["from"])
    do throws(DecodingError) { return (sender, try L1Call.decoded(bytes)) } catch {
      throw .rejected("UNDECODABLE_CALL", "'call' is not SSZ of an L1Call: \(error)", ["bytes": .count(bytes.count)])
    }
  }

  private func reading<T>(_ body: () throws -> T) throws(RPCError) -> T {
    do { return try body() } catch { throw RPCError(code: RPCError.internalErrorCode, message: "\(error)") }
  }
}

extension RPCError {
  fileprivate static func refused(_ refusal: Engine.SendRefusal) -> RPCError {
    switch refusal {
    case .sequencersOwn:
      .rejected("SEQUENCERS_OWN", "the sequencer sends for itself: it must know its own nonces and bonds")
    case .batch: .rejected("NOT_SENT_HERE", "a batch is sent by who has its bytes, the sequencer")
    case .unknownBatch(let hash):
      .rejected(
        "UNKNOWN_BATCH", "no entry of the L1 has the bytes that the step takes in", ["dataHash": .hash(hash)])
    }
  }
}

import Cryptography
import JSON
import MockL1
import Settlement
import Units

/// Something that a challenger saw on the L1, or did there.
public struct ChallengerNote: Equatable, Sendable {
  /// The L1 block in which it happened, or behind which it was noticed.
  public let l1Number: UInt64
  public let fact: Fact

  public enum Fact: Equatable, Sendable {
    /// The L1 has taken blocks back, down to this one.
    case reorg(blockCount: Int)
    case claimIsRight(claimIndex: UInt64, entryIndex: UInt64, by: Address)
    case claimIsWrong(claimIndex: UInt64, entryIndex: UInt64, by: Address, found: Bytes32, right: Bytes32)
    /// - Parameter remaining: what is still in question, if it is known which steps these are.
    case move(moveIndex: UInt64, claimIndex: UInt64, by: Address, isAttack: Bool, atoms: UInt64, remaining: Remaining?)
    /// One step was carried out by the L1, and shows a move wrong.
    case step(moveIndex: UInt64, by: Address, place: MachinePlace?, proofBytes: Int)
    case verdict(claimIndex: UInt64, entryIndex: UInt64, ClaimStatus)
    case paid(to: Address, atoms: UInt64)
    /// What the challenger itself had sent was refused.
    case reverted(ContractRevert)
    /// What the challenger had sent is nowhere any more; it will think again.
    case lost(transactionCount: Int)
    /// Claims about entries whose bytes are not to be had yet.
    case unknown(claimCount: Int)
  }

  public struct Remaining: Equatable, Sendable {
    public let firstEntry: UInt64
    public let first: MachinePlace
    public let lastEntry: UInt64
    public let last: MachinePlace
  }
}

// MARK: - For people

extension ChallengerNote {
  /// One line.
  public var text: String { "L1 \(l1Number)  \(fact.sentence)" }
}

extension ChallengerNote.Fact {
  /// Without a full stop.
  var sentence: String {
    switch self {
    case .reorg(let count): "the L1 has taken back \(count) blocks"
    case .claimIsRight(let claim, let entry, let by): "claim \(claim) of \(by.called) about batch \(entry) is right"
    case .claimIsWrong(let claim, let entry, let by, let found, let right):
      "claim \(claim) of \(by.called) about batch \(entry) is WRONG: it says \(found), and it is \(right)"
    case .move(let move, let claim, let by, let isAttack, let atoms, let remaining):
      "move \(move) on claim \(claim), of \(by.called), says \(isAttack ? "wrong already" : "right, the error is later")"
        + ", with \(Self.usdc(atoms)) USDC" + (remaining.map { "; left \($0.text)" } ?? "")
    case .step(let move, let by, let place, let bytes):
      "\(by.called) shows by one step, \(place.map { "\($0)" } ?? "of an old batch"), and \(bytes) bytes of proof"
        + " that move \(move) is wrong"
    case .verdict(let claim, let entry, let status): "claim \(claim) about batch \(entry) is \(status)"
    case .paid(let to, let atoms): "\(to.called) is paid \(Self.usdc(atoms)) USDC"
    case .reverted(let revert): "the L1 refuses what was sent: \(revert.sentence)"
    case .lost(let count): "\(count) transactions were lost before a block included them"
    case .unknown(let count): "\(count) claims cannot be checked: the bytes of their batches are not to be had"
    }
  }

  fileprivate static func usdc(_ atoms: UInt64) -> String {
    Decimal.format(Int128(atoms), decimals: Decimal.quoteDecimals)
  }
}

extension ChallengerNote.Remaining {
  var text: String {
    guard firstEntry == lastEntry else {
      return "from \(first) in batch \(firstEntry) to \(last) in batch \(lastEntry)"
    }
    return "in batch \(firstEntry): " + (first == last ? "\(first)" : "from \(first) to \(last)")
  }
}

extension Address {
  /// As a devnet's people know it.
  fileprivate var called: String {
    if self == DevnetKeys.sequencer.address { return "the sequencer" }
    return DevelopmentKeys.all.first { $0.address == self }?.name ?? checksummed
  }
}

// MARK: - For programs

extension ChallengerNote {
  public var json: JSONValue {
    var object = JSONObject()
    object["l1Block"] = .count(l1Number)
    for member in fact.members.members { object[member.key] = member.value }
    object["text"] = .string(fact.sentence)
    return .object(object)
  }
}

extension ChallengerNote.Fact {
  fileprivate var members: JSONObject {
    switch self {
    case .reorg(let count): ["type": "reorg", "blocks": .count(count)]
    case .claimIsRight(let claim, let entry, let by):
      ["type": "right", "claim": .count(claim), "batch": .count(entry), "by": .string(by.checksummed)]
    case .claimIsWrong(let claim, let entry, let by, let found, let right):
      [
        "type": "wrong", "claim": .count(claim), "batch": .count(entry), "by": .string(by.checksummed),
        "found": .hash(found), "right": .hash(right),
      ]
    case .move(let move, let claim, let by, let isAttack, let atoms, let remaining):
      [
        "type": "move", "move": .count(move), "claim": .count(claim), "by": .string(by.checksummed),
        "isAttack": .bool(isAttack), "bond": .string(Self.usdc(atoms)), "left": remaining.map(\.json) ?? .null,
      ]
    case .step(let move, let by, let place, let bytes):
      [
        "type": "step", "move": .count(move), "by": .string(by.checksummed), "place": place.map(\.json) ?? .null,
        "proofBytes": .count(bytes),
      ]
    case .verdict(let claim, let entry, let status):
      ["type": "verdict", "claim": .count(claim), "batch": .count(entry), "status": .string("\(status)")]
    case .paid(let to, let atoms):
      ["type": "paid", "to": .string(to.checksummed), "amount": .string(Self.usdc(atoms))]
    case .reverted(let revert): ["type": "reverted", "revert": .string(revert.name)]
    case .lost(let count): ["type": "lost", "transactions": .count(count)]
    case .unknown(let count): ["type": "unknown", "claims": .count(count)]
    }
  }
}

extension ChallengerNote.Remaining {
  fileprivate var json: JSONValue {
    [
      "firstBatch": .count(firstEntry), "first": first.json, "lastBatch": .count(lastEntry), "last": last.json,
    ]
  }
}

extension MachinePlace {
  fileprivate var json: JSONValue {
    switch self {
    case .decode: ["kind": "decode"]
    case .next(let block): ["kind": "next", "block": .count(block)]
    case .step(let block, let step, let kind):
      ["kind": .string("\(kind)"), "block": .count(block), "step": .count(step)]
    case .done: ["kind": "done"]
    }
  }
}

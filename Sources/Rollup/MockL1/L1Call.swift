import Cryptography
import Ledger
import SSZ

/// What a transaction asks of which contract. On the wire an SSZ union: the selector, then the body.
public enum L1Call: Equatable, Sendable {
  case deposit(DepositCall)
  case postBatch(PostBatchCall)
  case claim(ClaimCall)
  case forceAction(ForceActionCall)
  /// `BatchInbox`: appends an entry in the sequencer's place, as soon as it is late. There is nothing to say with it.
  case forceInclude
  case move(MoveCall)
  case step(StepCall)
  case resolve(ResolveCall)
  case claimCredit(ClaimCreditCall)
  case proveWithdrawal(ProveWithdrawalCall)
  case finalizeWithdrawal(FinalizeWithdrawalCall)
  case freeze(FreezeCall)
  case exit(ExitCall)
  case refundDeposit(RefundDepositCall)
  case collectExit(CollectExitCall)

  var selector: UInt8 {
    switch self {
    case .deposit: 1
    case .postBatch: 2
    case .claim: 3
    case .forceAction: 4
    case .forceInclude: 5
    case .move: 10
    case .step: 11
    case .resolve: 12
    case .claimCredit: 13
    case .proveWithdrawal: 6
    case .finalizeWithdrawal: 7
    case .freeze: 8
    case .exit: 9
    case .refundDeposit: 14
    case .collectExit: 15
    }
  }
}

extension L1Call: SSZCodable {
  public static var fixedByteCount: Int? { nil }

  public func encode(to writer: inout SSZWriter) {
    writer.write(selector)
    switch self {
    case .deposit(let body): body.encode(to: &writer)
    case .postBatch(let body): body.encode(to: &writer)
    case .claim(let body): body.encode(to: &writer)
    case .forceAction(let body): body.encode(to: &writer)
    case .forceInclude: break
    case .move(let body): body.encode(to: &writer)
    case .step(let body): body.encode(to: &writer)
    case .resolve(let body): body.encode(to: &writer)
    case .claimCredit(let body): body.encode(to: &writer)
    case .proveWithdrawal(let body): body.encode(to: &writer)
    case .finalizeWithdrawal(let body): body.encode(to: &writer)
    case .freeze(let body): body.encode(to: &writer)
    case .exit(let body): body.encode(to: &writer)
    case .refundDeposit(let body): body.encode(to: &writer)
    case .collectExit(let body): body.encode(to: &writer)
    }
  }

  public static func decode(from reader: inout SSZReader) throws(DecodingError) -> L1Call {
    let selector = try reader.readInteger(UInt8.self)
    switch selector {
    case 1: return .deposit(try DepositCall.decode(from: &reader))
    case 2: return .postBatch(try PostBatchCall.decode(from: &reader))
    case 3: return .claim(try ClaimCall.decode(from: &reader))
    case 4: return .forceAction(try ForceActionCall.decode(from: &reader))
    case 5: return .forceInclude
    case 10: return .move(try MoveCall.decode(from: &reader))
    case 11: return .step(try StepCall.decode(from: &reader))
    case 12: return .resolve(try ResolveCall.decode(from: &reader))
    case 13: return .claimCredit(try ClaimCreditCall.decode(from: &reader))
    case 6: return .proveWithdrawal(try ProveWithdrawalCall.decode(from: &reader))
    case 7: return .finalizeWithdrawal(try FinalizeWithdrawalCall.decode(from: &reader))
    case 8: return .freeze(try FreezeCall.decode(from: &reader))
    case 9: return .exit(try ExitCall.decode(from: &reader))
    case 14: return .refundDeposit(try RefundDepositCall.decode(from: &reader))
    case 15: return .collectExit(try CollectExitCall.decode(from: &reader))
    default: throw .unknownSelector(selector)
    }
  }

  /// `mix_in_selector(hash_tree_root(body), selector)`; the root of no body is zero.
  public func hashTreeRoot() -> Bytes32 {
    let root =
      switch self {
      case .deposit(let body): body.hashTreeRoot()
      case .postBatch(let body): body.hashTreeRoot()
      case .claim(let body): body.hashTreeRoot()
      case .forceAction(let body): body.hashTreeRoot()
      case .forceInclude: Bytes32()
      case .move(let body): body.hashTreeRoot()
      case .step(let body): body.hashTreeRoot()
      case .resolve(let body): body.hashTreeRoot()
      case .claimCredit(let body): body.hashTreeRoot()
      case .proveWithdrawal(let body): body.hashTreeRoot()
      case .finalizeWithdrawal(let body): body.hashTreeRoot()
      case .freeze(let body): body.hashTreeRoot()
      case .exit(let body): body.hashTreeRoot()
      case .refundDeposit(let body): body.hashTreeRoot()
      case .collectExit(let body): body.hashTreeRoot()
      }
    return SHA256.hash(root, selector.hashTreeRoot())
  }

  public var plainValue: PlainValue {
    switch self {
    case .deposit(let body): .container([.init("deposit", body.plainValue)])
    case .postBatch(let body): .container([.init("postBatch", body.plainValue)])
    case .claim(let body): .container([.init("claim", body.plainValue)])
    case .forceAction(let body): .container([.init("forceAction", body.plainValue)])
    case .forceInclude: .container([.init("forceInclude", .container([]))])
    case .move(let body): .container([.init("move", body.plainValue)])
    case .step(let body): .container([.init("step", body.plainValue)])
    case .resolve(let body): .container([.init("resolve", body.plainValue)])
    case .claimCredit(let body): .container([.init("claimCredit", body.plainValue)])
    case .proveWithdrawal(let body): .container([.init("proveWithdrawal", body.plainValue)])
    case .finalizeWithdrawal(let body): .container([.init("finalizeWithdrawal", body.plainValue)])
    case .freeze(let body): .container([.init("freeze", body.plainValue)])
    case .exit(let body): .container([.init("exit", body.plainValue)])
    case .refundDeposit(let body): .container([.init("refundDeposit", body.plainValue)])
    case .collectExit(let body): .container([.init("collectExit", body.plainValue)])
    }
  }
}

/// `Bridge`: moves the sender's tokens into the vault, for `beneficiary` to use on L2.
public struct DepositCall: SSZContainer, Equatable {
  public var beneficiary = Address.zero
  public var asset = Asset.quote
  /// Quote atoms, or lots of the collateral asset.
  public var amount: UInt64 = 0

  public init() {}

  public init(beneficiary: Address, asset: Asset = .quote, amount: UInt64) {
    self.beneficiary = beneficiary
    self.asset = asset
    self.amount = amount
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("beneficiary", &beneficiary)
    try visitor.field("asset", &asset)
    try visitor.field("amount", &amount)
  }
}

/// `BatchInbox`: appends a batch, if the contract stands where the poster thinks it does.
///
/// The batch's bytes travel beside the transaction, which holds their hash, as blobs do (EIP-4844).
public struct PostBatchCall: SSZContainer, Equatable {
  public var expectedIndex: UInt64 = 0
  public var expectedAccumulator = Bytes32()
  /// SHA-256 of the bytes.
  public var dataHash = Bytes32()
  public var dataBytes: UInt32 = 0
  /// How many inbox messages the rollup has read after this batch.
  public var inboxUpTo: UInt64 = 0
  /// The poster's term.
  public var epoch: UInt64 = 0

  public init() {}

  /// - Precondition: `data` has fewer than 2^32 bytes.
  public init(
    expectedIndex: UInt64, expectedAccumulator: Bytes32, data: [UInt8], inboxUpTo: UInt64, epoch: UInt64
  ) {
    self.expectedIndex = expectedIndex
    self.expectedAccumulator = expectedAccumulator
    dataHash = SHA256.hash(data)
    dataBytes = UInt32(data.count)
    self.inboxUpTo = inboxUpTo
    self.epoch = epoch
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("expectedIndex", &expectedIndex)
    try visitor.field("expectedAccumulator", &expectedAccumulator)
    try visitor.field("dataHash", &dataHash)
    try visitor.field("dataBytes", &dataBytes)
    try visitor.field("inboxUpTo", &inboxUpTo)
    try visitor.field("epoch", &epoch)
  }
}

/// `Claims`: says, with a bond, what the machine's root is after an entry.
public struct ClaimCall: SSZContainer, Equatable {
  /// The claim it builds on; none if it starts from the genesis.
  public var parent = Link.none
  /// Identity of the parent's opening move, zero if there is no parent: what the claimant takes the parent for.
  public var parentIdentity = Bytes32()
  public var entryIndex: UInt64 = 0
  /// `BatchInbox`'s accumulator after that entry.
  public var entryAccumulator = Bytes32()
  public var machineRoot = Bytes32()
  public var bondAtoms: UInt64 = 0

  public init() {}

  public init(
    parent: Link, parentIdentity: Bytes32, entryIndex: UInt64, entryAccumulator: Bytes32, machineRoot: Bytes32,
    bondAtoms: UInt64
  ) {
    self.parent = parent
    self.parentIdentity = parentIdentity
    self.entryIndex = entryIndex
    self.entryAccumulator = entryAccumulator
    self.machineRoot = machineRoot
    self.bondAtoms = bondAtoms
  }

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("parent", &parent)
    try visitor.field("parentIdentity", &parentIdentity)
    try visitor.field("entryIndex", &entryIndex)
    try visitor.field("entryAccumulator", &entryAccumulator)
    try visitor.field("machineRoot", &machineRoot)
    try visitor.field("bondAtoms", &bondAtoms)
  }
}

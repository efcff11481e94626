import Cryptography
import SSZ

/// The mock L1: a chain of blocks in logical time, of which any number can be taken back.
public struct L1Chain: Sendable {
  public let genesis: L1Genesis
  /// From the genesis block on; a block's index is its number.
  public private(set) var blocks: [MinedBlock]
  public private(set) var contracts: Contracts
  /// Transactions that wait for a block, in the order in which they came.
  public private(set) var pending: [L1Transaction] = []
  /// How many of `pending` are a sender's.
  private var waitingCounts: [Address: UInt64] = [:]
  /// Blocks up to this number include nothing that waits here: others have paid more for all of their room.
  public private(set) var congestedUpTo: UInt64 = 0
  /// A transaction beside which bytes travel is included only while they are here.
  public var sidecars = Sidecars()
  /// Carries out the steps that games come down to.
  private let judge: any StepJudge

  /// - Parameters:
  ///   - judge: carries out the steps that games come down to.
  ///   - appraiser: says what accounts are worth that leave after the end.
  public init(
    genesis: L1Genesis, judge: any StepJudge = NoJudge(), appraiser: any ExitAppraiser = NoAppraiser()
  ) {
    self.genesis = genesis
    self.judge = judge
    contracts = Contracts(genesis: genesis, appraiser: appraiser)
    let position = L1Position(number: 0, timestampMs: genesis.timestampMs, parentHash: genesis.root)
    let state = contracts.checkpoint
    blocks = [MinedBlock(L1Block(at: position, BoundedList()), [], before: state, after: state)]
  }

  /// The chain that stored blocks make: `stored` begins with block 1.
  ///
  /// - Parameter sidecars: the batches' bytes that steps of games took in. No others are needed.
  public init(
    genesis: L1Genesis, judge: any StepJudge = NoJudge(), appraiser: any ExitAppraiser = NoAppraiser(),
    replaying stored: some Sequence<L1Block>, sidecars: Sidecars = Sidecars()
  ) throws(L1ReplayError) {
    self.init(genesis: genesis, judge: judge, appraiser: appraiser)
    self.sidecars = sidecars
    for block in stored { try append(block) }
  }

  public var head: MinedBlock { blocks[blocks.count - 1] }

  /// Adds a transaction to those that wait, with the sender's next nonce, and returns it.
  @discardableResult
  public mutating func submit(_ call: L1Call, from sender: Address) -> L1Transaction {
    let nonce = contracts.accounts[sender].nonce + waitingCounts[sender, default: 0]
    let transaction = L1Transaction(sender: sender, nonce: nonce, call: call)
    waitingCounts[sender, default: 0] += 1
    pending.append(transaction)
    return transaction
  }

  /// Makes a block of what waits and may be included.
  ///
  /// - Precondition: `timestampMs` is later than the head's.
  @discardableResult
  public mutating func mine(at timestampMs: UInt64) -> MinedBlock {
    precondition(timestampMs > head.block.timestampMs, "the L1's time does not rise")
    return append(isCongested ? BoundedList() : takeIncludable(), at: timestampMs)
  }

  /// Carries out a block that was made elsewhere.
  ///
  /// - Precondition: nothing waits here.
  /// - Throws: if it does not follow the head, or takes in a batch whose bytes are not here. Nothing has happened then.
  public mutating func append(_ block: L1Block) throws(L1ReplayError) {
    precondition(pending.isEmpty, "what waits here has nonces that the other chain may use")
    try check(block)
    append(block.transactions, at: block.timestampMs)
  }

  /// Lets the next `blockCount` blocks, and no others, include nothing that waits here.
  public mutating func congest(blockCount: UInt64) {
    let (last, overflow) = head.block.number.addingReportingOverflow(blockCount)
    congestedUpTo = overflow ? .max : last
  }

  /// Whether the next block will include nothing that waits here.
  public var isCongested: Bool { head.block.number < congestedUpTo }

  /// Takes back the last `depth` blocks, at most down to the genesis, and forgets every transaction since, those that
  /// wait included.
  ///
  /// - Returns: the forgotten transactions in their order. Submitted again in that order they are the same as before.
  public mutating func reorg(depth: Int) -> [L1Transaction] {
    precondition(depth >= 0, "a reorg takes blocks back")
    let kept = max(blocks.count - depth, 1)
    let forgotten = blocks[kept...].flatMap { $0.block.transactions.elements } + pending
    blocks.removeLast(blocks.count - kept)
    contracts.rewind(to: head.after)
    pending = []
    waitingCounts = [:]
    return forgotten
  }

  /// Removes from `pending`, and returns, what the next block includes. Whoever has one transaction that cannot be
  /// included waits with all later ones.
  private mutating func takeIncludable() -> BoundedList<L1Transaction, 4_096> {
    var included: [L1Transaction] = []
    var waiting: [L1Transaction] = []
    waitingCounts = [:]
    for transaction in pending {
      let mayPass = waitingCounts[transaction.sender] == nil && included.count < L1Block.transactionLimit
      if mayPass, hasData(transaction) {
        included.append(transaction)
      } else {
        waitingCounts[transaction.sender, default: 0] += 1
        waiting.append(transaction)
      }
    }
    pending = waiting
    do throws(DecodingError) { return try BoundedList(included) } catch {
      preconditionFailure("a block was given more transactions than it holds")
    }
  }

  private func hasData(_ transaction: L1Transaction) -> Bool {
    switch transaction.call {
    case .postBatch(let call): sidecars[call.dataHash]?.count == Int(call.dataBytes)
    case .step(let call): call.batchHash == Bytes32() || sidecars[call.batchHash] != nil
    default: true
    }
  }

  @discardableResult
  private mutating func append(
    _ transactions: BoundedList<L1Transaction, 4_096>, at timestampMs: UInt64
  ) -> MinedBlock {
    let position = L1Position(
      number: head.block.number + 1, timestampMs: timestampMs, parentHash: head.hash)
    let before = contracts.checkpoint
    let outcomes = transactions.elements.map {
      contracts.carryOut($0, at: position, judge: judge, reading: sidecars)
    }
    blocks.append(
      MinedBlock(L1Block(at: position, transactions), outcomes, before: before, after: contracts.checkpoint))
    return head
  }

  private func check(_ block: L1Block) throws(L1ReplayError) {
    let parent = head
    guard block.number == parent.block.number + 1 else {
      throw .wrongNumber(expected: parent.block.number + 1, found: block.number)
    }
    guard block.parentHash == parent.hash else {
      throw .wrongParent(number: block.number, expected: parent.hash, found: block.parentHash)
    }
    guard block.timestampMs > parent.block.timestampMs else {
      throw .timeDoesNotRise(number: block.number, parentMs: parent.block.timestampMs, foundMs: block.timestampMs)
    }
    var nextNonces: [Address: UInt64] = [:]
    for (index, transaction) in block.transactions.elements.enumerated() {
      let next = nextNonces[transaction.sender] ?? contracts.accounts[transaction.sender].nonce
      guard transaction.nonce == next else {
        throw .wrongNonce(number: block.number, transactionIndex: index, expected: next, found: transaction.nonce)
      }
      nextNonces[transaction.sender] = next + 1
      if case .step(let call) = transaction.call, !hasData(transaction) {
        throw .missingBatch(number: block.number, transactionIndex: index, dataHash: call.batchHash)
      }
    }
  }
}

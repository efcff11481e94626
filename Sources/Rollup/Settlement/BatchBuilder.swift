import Cryptography
import Ledger
import MockL1
import SSZ

/// Collects sealed blocks until they fill a batch.
public struct BatchBuilder: Sendable {
  /// The block before the first.
  public let parent: ChainTip
  public let epoch: UInt64
  /// The most bytes that the batch may take so far: as many as it has in its raw form. What is posted is most likely
  /// much shorter, but how much shorter is known only when it is finished.
  public private(set) var byteCount = BatchCodec.headerBytes + BatchBody.emptyByteCount
  private let limitBytes: Int
  private let limitBlocks: Int
  private var headers: [BlockHeader] = []
  private var inputs: [BlockInputs] = []

  /// The most that one block's reports and items may take, each with four bytes beside it: what fits a batch of one.
  public static let blockLimitBytes =
    Int(BatchInbox.dataLimitBytes) - BatchCodec.headerBytes - BatchBody.emptyByteCount
    - BatchBlock.byteCount(
      of: BlockInputs())

  /// - Parameters:
  ///   - limitBytes: of the whole batch in its raw form; more than the L1 takes counts as what the L1 takes.
  ///   - limitBlocks: likewise of its blocks.
  public init(after parent: ChainTip, epoch: UInt64, limitBytes: Int = .max, limitBlocks: Int = .max) {
    self.parent = parent
    self.epoch = epoch
    self.limitBytes = min(limitBytes, Int(BatchInbox.dataLimitBytes))
    self.limitBlocks = min(limitBlocks, BatchBody.blockLimit)
  }

  public var blockCount: Int { inputs.count }

  /// The last block collected; the parent, if there is none yet.
  public var tip: ChainTip { headers.last.map { ChainTip($0) } ?? parent }

  /// Whether a block with these inputs still fits. A batch without blocks takes any that the L1 would.
  public func hasRoom(for block: BlockInputs) -> Bool {
    guard block.epoch == epoch, blockCount < limitBlocks else { return false }
    let limit = blockCount == 0 ? Int(BatchInbox.dataLimitBytes) : limitBytes
    return byteCount + BatchBlock.byteCount(of: block) <= limit
  }

  /// - Precondition: `hasRoom(for: block)`, and the block follows the last one.
  public mutating func append(_ block: BlockInputs, _ header: BlockHeader) {
    precondition(hasRoom(for: block), "a block was put into a batch that has no room for it")
    precondition(
      header.parent == tip.blockHash && header.number == tip.blockNumber + 1, "a batch was to skip a block")
    byteCount += BatchBlock.byteCount(of: block)
    inputs.append(block)
    headers.append(header)
  }

  /// The batch of all blocks collected, after deriving them from it.
  ///
  /// - Parameter l1TimeMs: about when it will be included.
  /// - Throws: if other blocks would come out than went in. Such a batch must not be posted.
  /// - Precondition: there is a block.
  public func finish(expecting l1TimeMs: UInt64, rules: DerivationRules) throws(BatchRefusal) -> PreparedBatch {
    precondition(blockCount > 0, "a batch without blocks was finished")
    let batch = PreparedBatch(
      data: BatchCodec.encode(body), after: parent, firstTimestampMs: headers[0].timestampMs, blockCount: blockCount,
      last: tip, epoch: epoch, inputsRoots: headers.map(\.inputsRoot))
    try check(batch, at: l1TimeMs, rules: rules)
    return batch
  }

  private var body: BatchBody {
    var body = BatchBody()
    body.parentCheck = HashPrefix(of: parent.blockHash)
    body.inboxCheck = HashPrefix(of: tip.inbox.accumulator)
    body.firstBlock = parent.blockNumber + 1
    body.epoch = epoch
    let blocks = zip(inputs, headers).map { BatchBlock($0, inboxUpTo: $1.inboxRead) }
    do throws(DecodingError) { body.blocks = try BoundedList(blocks) } catch {
      preconditionFailure("a batch was given more blocks than it holds")
    }
    return body
  }

  private func check(_ batch: PreparedBatch, at l1TimeMs: UInt64, rules: DerivationRules) throws(BatchRefusal) {
    let messages = inputs.flatMap { $0.messages.elements }
    let derived: EntryExpansion
    do throws(L1DataError) {
      derived = try EntryExpansion(
        batch.posted(at: l1TimeMs), messages: messages, after: parent, rules: rules)
    } catch { throw .inboxMismatch(error) }
    if let fault = derived.fault { throw .faulty(fault) }
    let roots = derived.blocks.map { $0.hashTreeRoot() }
    guard roots == batch.inputsRoots else {
      let agreeing = zip(roots, batch.inputsRoots).prefix { $0 == $1 }.count
      throw .derivesOtherwise(blockNumber: batch.firstBlock + UInt64(agreeing))
    }
  }
}

/// Why a batch must not be posted.
public enum BatchRefusal: Error, Equatable, Sendable {
  /// The blocks' messages are not those that their headers commit to.
  case inboxMismatch(L1DataError)
  /// The batch or a block of it breaks a rule: most likely it is too old by now.
  case faulty(DerivationFault)
  /// The batch would be fine, but the inputs of this block are not those of its header.
  case derivesOtherwise(blockNumber: UInt64)
}

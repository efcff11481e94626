import Cryptography
import Ledger
import Merkle
import SSZ
import StateTransition

/// One input of a block, and its branch to the root that `building.inputsRoot` commits to.
public struct InputProof: SSZContainer, Equatable {
  /// Generalized index in the tree of `BlockInputs`.
  public var position: UInt64 = 0
  /// The encoding of an `InboxMessage`, or the bytes of a report or an item.
  public var value = ByteList<16_384>()
  /// From the bottom up.
  public var siblings = BoundedList<Bytes32, 64>()

  public init() {}

  public mutating func visit<V: SSZFieldVisitor>(_ visitor: inout V) throws(V.Failure) {
    try visitor.field("position", &position)
    try visitor.field("value", &value)
    try visitor.field("siblings", &siblings)
  }
}

/// The lists of a block's inputs.
enum InputList: UInt64, CaseIterable, Sendable {
  case messages = 2
  case reports = 3
  case items = 4

  /// Levels from the elements' root to the elements.
  var depth: Int { self == .reports ? 10 : 16 }

  /// Where the list's elements lie in the tree of `BlockInputs`.
  private var elements: GeneralizedIndex {
    GeneralizedIndex.root.descendant(depth: 3, position: rawValue).descendant(depth: 1, position: 0)
  }

  func position(of index: Int) -> GeneralizedIndex {
    elements.descendant(depth: depth, position: UInt64(truncatingIfNeeded: index) & (1 << UInt64(depth) - 1))
  }

  /// Which list has an element at `position`, and its place there.
  static func find(_ position: GeneralizedIndex) -> (list: InputList, index: Int)? {
    for list in allCases where list.elements.contains(position) && position.depth == list.elements.depth + list.depth {
      return (list, Int(position.rawValue & (1 << UInt64(list.depth) - 1)))
    }
    return nil
  }
}

/// All hashes of a block's inputs, from which branches are read.
public struct InputsTree: Sendable {
  private let tree: SparseTree
  private let inputs: BlockInputs

  public init(_ inputs: BlockInputs) {
    self.inputs = inputs
    tree = SparseTree(
      [
        SparseTree(leaf: inputs.timestampMs.hashTreeRoot()), SparseTree(leaf: inputs.epoch.hashTreeRoot()),
        Self.list(inputs.messages.elements.map { $0.hashTreeRoot() }, .messages),
        Self.list(inputs.reports.elements.map { $0.hashTreeRoot() }, .reports),
        Self.list(inputs.items.elements.map { $0.hashTreeRoot() }, .items),
      ], depth: 3)
  }

  private static func list(_ roots: [Bytes32], _ list: InputList) -> SparseTree {
    SparseTree(
      SparseTree(roots.map { SparseTree(leaf: $0) }, depth: list.depth),
      SparseTree(leaf: UInt64(roots.count).hashTreeRoot()))
  }

  public var root: Bytes32 { tree.root }

  /// - Precondition: the block has an input there.
  func proof(of position: GeneralizedIndex) -> InputProof {
    var proof = InputProof()
    proof.position = position.rawValue
    guard let branch = try? tree.branch(to: position), let siblings = try? BoundedList<Bytes32, 64>(branch.siblings),
      let value = try? ByteList<16_384>(encoding(at: position))
    else { preconditionFailure("a step touched an input that its block lacks") }
    (proof.value, proof.siblings) = (value, siblings)
    return proof
  }

  private func encoding(at position: GeneralizedIndex) -> [UInt8] {
    switch InputList.find(position) {
    case (.messages, let index)?: inputs.messages.elements[index].encoded()
    case (.reports, let index)?: inputs.reports.elements[index].bytes
    case (.items, let index)?: inputs.items.elements[index].bytes
    case nil: preconditionFailure("a step touched something that is no input")
    }
  }
}

/// The inputs of a block that is known, noting which of them are touched.
struct RecordedInputs: StepInputs {
  let inputs: KnownInputs
  let log: AccessLog

  func message(at index: Int) throws(StateAccessError) -> InboxMessage {
    log.note(InputList.messages.position(of: index))
    return inputs.message(at: index)
  }

  func report(
    at index: Int, domain: SigningDomain
  ) throws(StateAccessError) -> SignedInput<SignedPriceReport> {
    log.note(InputList.reports.position(of: index))
    return inputs.report(at: index, domain: domain)
  }

  func item(at index: Int, domain: SigningDomain) throws(StateAccessError) -> SignedInput<SignedTransaction> {
    log.note(InputList.items.position(of: index))
    return inputs.item(at: index, domain: domain)
  }

  func transaction(at index: Int) throws(StateAccessError) -> Transaction {
    log.note(InputList.items.position(of: index))
    return inputs.transaction(at: index)
  }
}

/// The one input of a block that a witness shows, or none.
struct WitnessedInput: StepInputs {
  private enum Content {
    case message(InboxMessage)
    case bytes([UInt8])
  }

  private let position: GeneralizedIndex
  private let content: Content
  private let log: AccessLog

  /// - Parameter root: what the block commits to.
  init(_ proof: InputProof, in root: Bytes32, loggingTo log: AccessLog) throws(WitnessFault) {
    guard let position = GeneralizedIndex(proof.position), let (list, _) = InputList.find(position) else {
      throw .noSuchInput(proof.position)
    }
    self.position = position
    self.log = log
    let leaf: Bytes32
    do throws(DecodingError) {
      switch list {
      case .messages:
        let message = try InboxMessage.decoded(proof.value.bytes)
        (content, leaf) = (.message(message), message.hashTreeRoot())
      case .reports: (content, leaf) = (.bytes(proof.value.bytes), try ByteList<512>(proof.value.bytes).hashTreeRoot())
      case .items: (content, leaf) = (.bytes(proof.value.bytes), proof.value.hashTreeRoot())
      }
    } catch { throw .malformedInput(error) }
    let branch = MerkleBranch(index: position, siblings: proof.siblings.elements)
    let found: Bytes32
    do throws(ProofError) { found = try branch.root(of: leaf) } catch { throw .proof(error) }
    guard found == root else { throw .inputsRoot(expected: root, found: found) }
  }

  private func take(_ list: InputList, _ index: Int) throws(StateAccessError) -> Content {
    guard position == list.position(of: index) else { throw .blinded(list.position(of: index)) }
    log.note(position)
    return content
  }

  func message(at index: Int) throws(StateAccessError) -> InboxMessage {
    guard case .message(let message) = try take(.messages, index) else {
      throw .blinded(InputList.messages.position(of: index))
    }
    return message
  }

  func report(
    at index: Int, domain: SigningDomain
  ) throws(StateAccessError) -> SignedInput<SignedPriceReport> {
    SignedInput(try bytes(.reports, index), domain: domain)
  }

  func item(at index: Int, domain: SigningDomain) throws(StateAccessError) -> SignedInput<SignedTransaction> {
    SignedInput(try bytes(.items, index), domain: domain)
  }

  func transaction(at index: Int) throws(StateAccessError) -> Transaction {
    let bytes = try bytes(.items, index)
    do throws(DecodingError) { return try SignedTransaction.decoded(bytes).transaction } catch {
      throw .outside(tree: position, index: UInt64(index))
    }
  }

  private func bytes(_ list: InputList, _ index: Int) throws(StateAccessError) -> [UInt8] {
    guard case .bytes(let bytes) = try take(list, index) else { throw .blinded(list.position(of: index)) }
    return bytes
  }
}

/// A step that reads no input has none to read.
struct NoInput: StepInputs {
  func message(at index: Int) throws(StateAccessError) -> InboxMessage {
    throw .blinded(InputList.messages.position(of: index))
  }

  func report(
    at index: Int, domain: SigningDomain
  ) throws(StateAccessError) -> SignedInput<SignedPriceReport> {
    throw .blinded(InputList.reports.position(of: index))
  }

  func item(at index: Int, domain: SigningDomain) throws(StateAccessError) -> SignedInput<SignedTransaction> {
    throw .blinded(InputList.items.position(of: index))
  }

  func transaction(at index: Int) throws(StateAccessError) -> Transaction {
    throw .blinded(InputList.items.position(of: index))
  }
}

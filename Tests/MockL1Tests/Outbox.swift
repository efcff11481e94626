import Cryptography
import Ledger
import Merkle
import MockL1
import SSZ

/// The tree of a machine of which only the outbox is of interest: all else are arbitrary leaves.
struct Outbox {
  let withdrawals: [Withdrawal]
  private let machine: SparseTree

  init(_ withdrawals: [Withdrawal]) {
    self.withdrawals = withdrawals
    let elements = SparseTree(withdrawals.map { SparseTree(leaf: $0.hashTreeRoot()) }, depth: 32)
    var fields = (0..<23).map { SparseTree(leaf: SHA256.hash([UInt8($0)])) }
    fields[20] = SparseTree(elements, SparseTree(leaf: UInt64(withdrawals.count).hashTreeRoot()))
    let state = SparseTree(fields, depth: 5)
    let (work, building) = (SparseTree(leaf: Bytes32()), SparseTree(leaf: Bytes32()))
    let execution = SparseTree([work, building, state, SparseTree(leaf: SHA256.hash([99]))], depth: 2)
    machine = SparseTree(SparseTree(leaf: SHA256.hash([98])), execution)
  }

  var root: Bytes32 { machine.root }

  /// The proof of entry `index`, which may be one that nobody has made.
  func proof(of index: UInt32, against claimIndex: UInt64 = 0) throws -> ProveWithdrawalCall {
    let branch = try machine.branch(to: ProveWithdrawalCall.position(of: index))
    let known = Int(index) < withdrawals.count ? withdrawals[Int(index)] : Withdrawal()
    return ProveWithdrawalCall(
      claimIndex: claimIndex, withdrawalIndex: index, known, branch: try BoundedList(branch.siblings))
  }
}

extension Withdrawal {
  init(_ amount: UInt64, of asset: Asset = .quote, to recipient: Address) {
    self.init()
    self.recipient = recipient
    self.asset = asset
    self.amount = amount
  }
}

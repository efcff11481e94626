import Cryptography
import Ledger
import MockL1

/// Which claims are right, and rest on right ones.
struct ClaimAudit<Trace: DisputeTrace> {
  let claims: Claims
  let trace: Trace
  private var found: [UInt64: Bool] = [:]

  init(_ claims: Claims, by trace: Trace) {
    self.claims = claims
    self.trace = trace
  }

  /// Whether what a claim rests on is right: its dispute then starts from a root of the trace.
  mutating func isStartRight(_ claimIndex: UInt64) throws(TraceGap) -> Bool {
    guard let parent = claims.all[Int(claimIndex)].parent.index else { return true }
    return try isRight(parent)
  }

  mutating func isRight(_ claimIndex: UInt64) throws(TraceGap) -> Bool {
    var path: [UInt64] = []
    var next = Link(claimIndex)
    var isRight = true
    while isRight, let index = next.index {
      if let known = found[index] {
        isRight = known
        break
      }
      path.append(index)
      let claim = claims.all[Int(index)]
      isRight = try trace.root(afterEntry: claim.entryIndex) == claim.machineRoot
      // What is settled is not disputed again: nothing before it matters.
      next = claims.status(of: index) == .settled ? .none : claim.parent
    }
    // If it ended at a wrong claim, so does the path of all that were passed.
    for index in path { found[index] = isRight }
    return isRight
  }
}

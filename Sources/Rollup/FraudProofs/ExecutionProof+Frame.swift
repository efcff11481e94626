import Ledger
import Merkle
import SSZ
import StateTransition

extension ExecutionProof {
  /// Shows of `execution` the frame and the small containers: enough for whatever touches no element of a list.
  public init(frameOf execution: inout Execution) { self.init(of: &execution, showing: []) }

  /// - Parameter execution: what the proof was found to show.
  /// - Throws: `WitnessFault.unusedLeaf` if that is more than the frame and the small containers.
  public func checkIsFrame(of execution: Execution) throws(WitnessFault) {
    try checkShowsOnly([], of: execution)
  }

  /// - Parameters:
  ///   - touched: what the log noted of all that was read in `execution`.
  ///   - execution: what the proof was found to show.
  /// - Throws: `WitnessFault.unusedLeaf` if that is more than the frame, the small containers and what was touched.
  public func checkShowsOnly(
    _ touched: [GeneralizedIndex], of execution: Execution
  ) throws(WitnessFault) {
    try checkMinimal(execution.leafPositions(showing: touched))
  }

  /// - Parameter needed: the positions that a step has need of, ascending; all of them are there.
  func checkMinimal(_ needed: [GeneralizedIndex]) throws(WitnessFault) {
    var rest = needed[...]
    for position in positions.elements.compactMap({ GeneralizedIndex($0) }) {
      guard position == rest.popFirst() else { throw .unusedLeaf(position) }
    }
  }
}

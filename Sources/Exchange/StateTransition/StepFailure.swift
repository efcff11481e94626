import Ledger
import Merkle

/// Why a check inside a step ended: the input is refused, or the witness does not reach.
enum StepFailure: Error {
  case refused(Refusal)
  case inaccessible(StateAccessError)

  /// The refusal, for the receipt; a witness that does not reach ends the step itself.
  func refusalOrThrow() throws(StateAccessError) -> Refusal {
    switch self {
    case .refused(let refusal): return refusal
    case .inaccessible(let error): throw error
    }
  }
}

/// Runs `body`, and calls its failure by the step's name for it.
func reading<T>(_ body: () throws(StateAccessError) -> T) throws(StepFailure) -> T {
  do throws(StateAccessError) { return try body() } catch { throw .inaccessible(error) }
}

func checking<T>(_ body: () throws(Refusal) -> T) throws(StepFailure) -> T {
  do throws(Refusal) { return try body() } catch { throw .refused(error) }
}

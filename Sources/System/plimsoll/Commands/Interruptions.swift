import Dispatch
import Foundation
import Glibc
import Threading

/// The first ^C or SIGTERM asks for an end, a later one makes one.
final class Interruptions {
  private let sources: [any DispatchSourceSignal]

  /// Some senders reach a process twice, by its number and by its group; that is one wish.
  private static let patienceSeconds = 0.5

  init(_ interrupted: @escaping @Sendable () -> Void) {
    let record = SignalRecord()
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        switch record.note(Date()) {
        case .first: interrupted()
        case .again(let seconds) where seconds < Self.patienceSeconds: break
        // Not `exit`: other threads are at work, and nothing may be torn down under them.
        case .again: _exit(128 + number)
        }
      }
      source.resume()
      return source
    }
  }

  func cancel() { for source in sources { source.cancel() } }
}

/// When the process was first asked to end.
private final class SignalRecord: Sendable {
  private let first = Locked<Date?>(nil)

  enum Occasion {
    case first
    case again(secondsLater: Double)
  }

  func note(_ moment: Date) -> Occasion {
    first.withLock { first in
      if let first { return .again(secondsLater: moment.timeIntervalSince(first)) }
      first = moment
      return .first
    }
  }
}

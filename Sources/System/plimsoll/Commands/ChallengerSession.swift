import Dispatch
import JSON
import Node

/// A challenger at work, until somebody asks for its end.
struct ChallengerSession {
  private(set) var challenger: L1Challenger
  let l1: L1RPC
  let name: String
  let isJSON: Bool
  let blockLimit: Int?
  private var blockCount = 0
  /// What kept it from its work the last time.
  private var trouble: String?

  /// Between two looks at an L1 that does not go on, and at a node that does not answer.
  private static let (pauseMs, patienceMs) = (200, 1_000)

  init(challenger: L1Challenger, l1: L1RPC, name: String, isJSON: Bool, blockLimit: Int?) {
    (self.challenger, self.l1, self.name, self.isJSON) = (challenger, l1, name, isJSON)
    self.blockLimit = blockLimit
  }

  mutating func run() throws -> ExitCode {
    let wish = Wish()
    let interruptions = Interruptions { wish.utter() }
    defer { interruptions.cancel() }
    note("\(name) watches the L1 from its beginning")
    while blockLimit.map({ blockCount < $0 }) ?? true {
      if wish.isUttered(withinMs: try look()) { break }
    }
    note("\(name) has seen \(blockCount) L1 blocks, and ends")
    return .success
  }

  /// Takes one turn.
  ///
  /// - Returns: how long to rest after it, in milliseconds.
  private mutating func look() throws -> Int {
    let turn: L1Challenger.Turn
    do throws(L1MirrorError) { turn = try challenger.turn(on: l1) } catch { return try patience(with: error) }
    if trouble != nil { note("the node answers again") }
    trouble = nil
    blockCount += turn.blockCount
    for note in turn.notes { try StandardStream.output.write((isJSON ? note.json.text() : note.text) + "\n") }
    return turn.isCaughtUp ? Self.pauseMs : 0
  }

  /// How long to wait for what may pass.
  private mutating func patience(with error: L1MirrorError) throws -> Int {
    guard case .source(let source) = error else {
      throw CommandFailure(exitCode: .checkFailed, message: error.description)
    }
    if trouble != source.description { note(source.description) }
    trouble = source.description
    return Self.patienceMs
  }

  private func note(_ text: String) { StandardStream.error.attempt(text + "\n") }
}

/// Something that is wished for once, and then for good.
private final class Wish: Sendable {
  private let arrival = DispatchSemaphore(value: 0)

  func utter() { arrival.signal() }

  func isUttered(withinMs milliseconds: Int) -> Bool {
    guard arrival.wait(timeout: .now() + .milliseconds(milliseconds)) == .success else { return false }
    arrival.signal()
    return true
  }
}

import Cryptography
import JSON
import Ledger
import MockL1

// What the sequencer cannot leave out. All of it runs on the node's queue.
extension DevnetNode {
  /// `dev_force`: appends a message to the inbox, in the name of whomever.
  func force(_ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    let object = try parameters.object(0, "{from, action} or {from, report}")
    let call = try ForcedActionRequest(object: object, units: TradingUnits(engine.state)).call()
    let view = try sendOne(.forceAction(call), from: try address(object["from"]))
    guard let outcome = view.outcome, let l1Number = view.l1Number else { return Self.waiting(view) }
    guard case .forced(let index) = outcome else { throw .reverted(outcome, JSONObject()) }
    let deadline = engine.l1.contracts.batchInbox.forced.deadline(ofBlock: l1Number)
    return [
      "message": .count(index), "l1Block": .count(l1Number), "deadlineL1Block": .count(deadline),
      "sentence": .string(
        "it is message \(index) of the inbox, in L1 block \(l1Number); a batch of L1 block \(deadline) or later must "
          + "have read it, and from then on anybody can force it in"),
    ]
  }

  /// `dev_forceInclude`: appends an entry in the sequencer's place.
  func forceInclude(_ parameters: RPCParameters) throws(RPCError) -> JSONValue {
    let read = engine.l1.contracts.batchInbox.inboxUpTo
    let view = try sendOne(.forceInclude, from: try address(parameters[0]))
    guard let outcome = view.outcome, let l1Number = view.l1Number else { return Self.waiting(view) }
    guard case .forceIncluded(let index) = outcome else { throw nothingForced(outcome, in: l1Number) }
    let entry = engine.l1.contracts.batchInbox.entries[Int(index)]
    let messages = (read..<entry.inboxUpTo).map { JSONValue.count($0) }
    return [
      "entry": .count(index), "l1Block": .count(l1Number), "messages": .array(messages),
      "sentence": .string(
        "entry \(index) of L1 block \(l1Number) reads \(messages.count) overdue messages, up to \(entry.inboxUpTo - 1)"),
    ]
  }

  /// Why nothing was forced in, and when something could be.
  private func nothingForced(_ outcome: L1Outcome, in l1Number: UInt64) -> RPCError {
    let (batches, inbox) = (engine.l1.contracts.batchInbox, engine.l1.contracts.inbox)
    guard case .reverted(.nothingOverdue(let read, let count)) = outcome,
      let next = inbox.messages(from: read, upTo: read + 1).first
    else { return .reverted(outcome, ["messages": .count(inbox.messageCount), "read": .count(batches.inboxUpTo)]) }
    let deadline = batches.forced.deadline(ofBlock: next.l1Number)
    let left = deadline - min(l1Number, deadline)
    return .rejected(
      "NOTHING_OVERDUE",
      "nothing is overdue: message \(next.index), the oldest of \(count - read) that no batch has read, is from L1 block "
        + "\(deadline) on, in \(left) blocks",
      [
        "messages": .count(count), "read": .count(read), "l1Block": .count(l1Number),
        "overdueFromL1Block": .count(deadline), "blocksLeft": .count(left),
      ])
  }

  private func sendOne(_ call: L1Call, from sender: Address) throws(RPCError) -> L1StandingView {
    let sent = try send([(sender, call)])
    guard sent.count == 1 else { preconditionFailure("one transaction was sent, and \(sent.count) came of it") }
    return sent[0]
  }

  private static func waiting(_ view: L1StandingView) -> JSONValue {
    [
      "pending": true, "from": .string(view.sender.checksummed), "nonce": .count(view.nonce),
      "sentence": "the L1 is congested: it waits for a block",
    ]
  }
}

extension RPCError {
  fileprivate static func reverted(_ outcome: L1Outcome, _ facts: JSONObject) -> RPCError {
    guard case .reverted(let revert) = outcome else { preconditionFailure("\(outcome) is no answer to what was sent") }
    var facts = facts
    facts["revert"] = .string(revert.name)
    return .rejected("REVERTED", "the L1 refuses it: \(revert.sentence)", facts)
  }
}

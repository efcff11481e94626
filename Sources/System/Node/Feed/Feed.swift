import Dispatch
import JSON
import Ledger
import WebServer

/// Who has subscribed, and how far each of them has got. Used on the node's queue only.
///
/// A subscriber is a place in the history: it is told of the block behind it, out of memory if that was sealed just now,
/// else out of the log. So there is no gap and no duplicate between what is replayed and what is live, and nothing piles
/// up here. Live blocks are sent as they come, and a client that does not read them is cut off by the server's bound;
/// blocks out of the log are sent only as fast as the client reads.
final class Feed {
  private let limits: FeedLimits
  /// In the order in which they began.
  private var subscriptions: [Subscription] = []
  /// Those who have yet to be told of a durable block, the next to be served first.
  private var behind: ArraySlice<Subscription> = []
  /// The blocks that were sealed since the last flush but one while there were subscribers, at most 512; the last of them
  /// may not be durable yet.
  private var recent: [FeedBlock] = []
  /// The last block that was read out of the log: several may replay side by side.
  private var lastRead: FeedBlock?
  /// The last durable block.
  private var head: UInt64
  private var lastID: UInt64 = 0

  init(limits: FeedLimits, head: UInt64) {
    self.limits = limits
    self.head = head
  }

  /// A block that nobody may hear of before `publish`.
  func add(_ block: FeedBlock) {
    guard !subscriptions.isEmpty else {
      recent = []
      return
    }
    if recent.count == Self.recentLimit { recent.removeFirst(Self.recentLimit / 2) }
    recent.append(block)
  }

  private static let recentLimit = 512

  /// All blocks up to `head` are durable.
  func publish(upTo head: UInt64) {
    guard head > self.head else { return }
    for subscription in subscriptions where subscription.next == self.head + 1 { behind.append(subscription) }
    recent.removeFirst(recent.prefix { $0.number <= self.head }.count)
    self.head = head
  }
}

extension Feed {
  /// Durable blocks behind `last` were made again. Whoever has heard of them is told so, and then of the new ones.
  func rewind(to last: UInt64) {
    (recent, lastRead) = ([], nil)
    for subscription in subscriptions where subscription.next > last + 1 {
      subscription.next = last + 1
      let parameters: JSONValue = [
        "subscription": .string(subscription.id), "sequence": .count(last), "reorg": ["lastValid": .count(last)],
      ]
      if !subscription.connection.notify(parameters) { drop(subscription.connection.id) }
    }
    behind = subscriptions.filter { $0.next <= head }[...]
  }
}

// MARK: - Who subscribes

extension Feed {
  /// Begins behind block `sequence`, which is kept or the last before those that are.
  func subscribe(
    _ connection: FeedConnection, to filter: FeedFilter, from sequence: UInt64
  ) throws(RPCError) -> Subscription {
    let limit = limits.subscriptionsPerConnection
    guard subscriptions.count(where: { $0.connection.id == connection.id }) < limit else {
      throw RPCError(
        code: RPCError.limitCode, message: "one connection may have \(limit) subscriptions: end one, or open another",
        data: ["limit": .count(limit)])
    }
    lastID += 1
    let subscription = Subscription(
      id: "0x" + String(lastID, radix: 16), connection: connection, filter: filter, next: sequence + 1)
    subscriptions.append(subscription)
    if sequence < head { behind.append(subscription) }
    return subscription
  }

  var count: Int { subscriptions.count }

  /// - Returns: whether that connection had such a subscription.
  func unsubscribe(_ id: String, of connection: ConnectionID) -> Bool {
    end { $0.id == id && $0.connection.id == connection }
  }

  /// The connection has ended.
  func drop(_ connection: ConnectionID) { _ = end { $0.connection.id == connection } }

  private func end(_ isOver: (Subscription) -> Bool) -> Bool {
    let count = subscriptions.count
    subscriptions.removeAll(where: isOver)
    behind.removeAll(where: isOver)
    return subscriptions.count < count
  }
}

// MARK: - What they are told

extension Feed {
  /// What is left after a turn.
  enum Rest {
    case nothing
    case work
    /// Only such as must wait until their clients have read.
    case stalled
  }

  /// Does a bounded part of what is to be done, and treats everybody alike.
  func turn(_ engine: Engine) -> Rest {
    var effort = 0
    var stalled: [Subscription] = []
    while effort < Self.turnEffort, let subscription = behind.popFirst() {
      switch advance(subscription, engine) {
      case .advanced(let spent):
        effort += spent
        if subscription.next <= head { behind.append(subscription) }
      case .stalled: stalled.append(subscription)
      case .ended: drop(subscription.connection.id)
      }
    }
    let rest: Rest = !behind.isEmpty ? .work : stalled.isEmpty ? .nothing : .stalled
    behind += stalled
    return rest
  }

  /// For 256 blocks out of memory, or 32 out of the log.
  private static let turnEffort = 256
  private static let memoryEffort = 1
  private static let logEffort = 8

  private enum Step {
    case advanced(effort: Int)
    case stalled
    case ended
  }

  /// Tells one subscriber of one block.
  private func advance(_ subscription: Subscription, _ engine: Engine) -> Step {
    if let first = recent.first?.number, subscription.next >= first {
      return tell(subscription, of: recent[Int(subscription.next - first)], engine, effort: Self.memoryEffort)
    }
    guard let waiting = subscription.connection.waitingBytes else { return .ended }
    guard waiting < limits.replayWaitingBytes else { return stall(subscription) }
    subscription.stalledSince = nil
    guard let block = read(subscription.next, engine) else {
      subscription.connection.close(code: 1011, reason: "block \(subscription.next) cannot be read from the log")
      return .ended
    }
    return tell(subscription, of: block, engine, effort: Self.logEffort)
  }

  private func tell(_ subscription: Subscription, of block: FeedBlock, _ engine: Engine, effort: Int) -> Step {
    subscription.next += 1
    let view = FeedView(block: block, filter: subscription.filter, state: engine.state)
    guard let parameters = view.json(subscription: subscription.id) else { return .advanced(effort: effort) }
    return subscription.connection.notify(parameters) ? .advanced(effort: effort) : .ended
  }

  private func stall(_ subscription: Subscription) -> Step {
    let now = DispatchTime.now()
    let since = subscription.stalledSince ?? now
    subscription.stalledSince = since
    guard now >= since + .milliseconds(limits.stallMilliseconds) else { return .stalled }
    subscription.connection.close(
      code: 1013, reason: "reading too slowly: a replay has waited too long for room; connect again and resume")
    return .ended
  }

  private func read(_ number: UInt64, _ engine: Engine) -> FeedBlock? {
    if let lastRead, lastRead.number == number { return lastRead }
    guard let record = try? engine.block(number) else { return nil }
    let block = FeedBlock(record)
    lastRead = block
    return block
  }
}

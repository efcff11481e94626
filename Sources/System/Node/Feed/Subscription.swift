import Dispatch

/// One subscriber: what it wants, and a place in the history. Used on the node's queue only.
final class Subscription {
  let id: String
  let connection: FeedConnection
  let filter: FeedFilter
  /// The number of the first block that it has not been told of.
  var next: UInt64
  /// Since when its replay waits for room.
  var stalledSince: DispatchTime?

  init(id: String, connection: FeedConnection, filter: FeedFilter, next: UInt64) {
    self.id = id
    self.connection = connection
    self.filter = filter
    self.next = next
  }
}

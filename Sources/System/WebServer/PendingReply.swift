import Synchronization

/// The duty to answer one request. It is discharged once; dropped undischarged, it answers 500.
final class PendingReply: Sendable {
  private let mailbox: Mailbox
  private let connection: ConnectionID
  private let exchange: UInt64
  private let isDone = Atomic(false)

  init(mailbox: Mailbox, connection: ConnectionID, exchange: UInt64) {
    self.mailbox = mailbox
    self.connection = connection
    self.exchange = exchange
  }

  /// - Precondition: not called before.
  func send(_ response: HTTPResponse) {
    let wasDone = isDone.exchange(true, ordering: .relaxed)
    precondition(!wasDone, "a request has been answered twice")
    mailbox.post(.reply(connection, exchange: exchange, response))
  }

  deinit {
    guard !isDone.load(ordering: .relaxed) else { return }
    let response = HTTPResponse(status: 500, text: "the server dropped this request")
    mailbox.post(.reply(connection, exchange: exchange, response))
  }
}

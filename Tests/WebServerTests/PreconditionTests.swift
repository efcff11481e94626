import Testing

@testable import WebServer

@Suite struct `A mistake of ours stops the program` {
  @Test func `when a request is answered twice`() async {
    await #expect(processExitsWith: .failure) {
      let mailbox = Mailbox(outgoingBytes: 0)
      let pending = PendingReply(mailbox: mailbox, connection: ConnectionID(serial: 1), exchange: 1)
      pending.send(HTTPResponse(status: 200, text: "once"))
      pending.send(HTTPResponse(status: 200, text: "twice"))
    }
  }

  @Test func `when a content type would break the header`() async {
    await #expect(processExitsWith: .failure) { _ = HTTPResponse(status: 200, contentType: "a\r\nb: c", body: []) }
  }

  @Test func `when a status does not end an exchange`() async {
    await #expect(processExitsWith: .failure) { _ = HTTPResponse(status: 101, text: "") }
  }
}

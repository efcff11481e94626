import Glibc
import Threading

/// Carries commands to the service thread, and counts what waits for each WebSocket.
///
/// The service thread sleeps in the library's poll; the first command put into an empty box wakes it. Before it sleeps,
/// it empties the box, so that it needs no waking for what it posts itself.
final class Mailbox: Sendable {
  private struct Contents {
    var commands: [Command] = []
    /// What has been handed in for each open WebSocket and not yet to the library, by its cost.
    var waitingBytes: [ConnectionID: Int] = [:]
    /// Nil until the library is there, and from the moment it is to go.
    var alarm: Alarm?
    var serviceThread: pthread_t?
  }

  private let contents = Locked(Contents())
  private let outgoingBytes: Int

  init(outgoingBytes: Int) { self.outgoingBytes = outgoingBytes }

  /// From now on a command wakes the service thread.
  func open(waking alarm: Alarm) { contents.withLock { $0.alarm = alarm } }

  func enterServiceThread() { contents.withLock { $0.serviceThread = pthread_self() } }

  /// From now on nobody touches the library; commands are lost.
  func seal() {
    contents.withLock {
      $0.alarm = nil
      $0.commands = []
      $0.waitingBytes = [:]
    }
  }

  func post(_ command: Command) { contents.withLock { Self.post(command, &$0) } }

  /// Everything posted since the last call, in order.
  func take() -> [Command] {
    contents.withLock { contents in
      defer { contents.commands.removeAll() }
      return contents.commands
    }
  }

  private static func post(_ command: Command, _ contents: inout Contents) {
    guard let alarm = contents.alarm else { return }
    contents.commands.append(command)
    if contents.commands.count == 1, contents.serviceThread != pthread_self() { alarm.ring() }
  }
}

extension Mailbox {
  func opened(_ connection: ConnectionID) { contents.withLock { $0.waitingBytes[connection] = 0 } }

  func closed(_ connection: ConnectionID) { contents.withLock { $0.waitingBytes[connection] = nil } }

  /// The library has taken `message`.
  func sent(_ message: WebSocketMessage, to connection: ConnectionID) {
    contents.withLock { $0.waitingBytes[connection]? -= message.waitingBytes }
  }

  /// What waits for an open WebSocket; nil when it has ended.
  func waitingBytes(for connection: ConnectionID) -> Int? { contents.withLock { $0.waitingBytes[connection] } }

  /// - Returns: false when the connection has ended, or ends now because too much is waiting.
  func send(_ message: WebSocketMessage, to connection: ConnectionID) -> Bool {
    contents.withLock { contents in
      guard let waiting = contents.waitingBytes[connection] else { return false }
      let total = waiting + message.waitingBytes
      guard waiting == 0 || total <= outgoingBytes else {
        contents.waitingBytes[connection] = nil
        Self.post(.cutOff(connection), &contents)
        return false
      }
      contents.waitingBytes[connection] = total
      Self.post(.send(message, connection), &contents)
      return true
    }
  }

  func close(_ connection: ConnectionID, _ closing: Closing) {
    contents.withLock { contents in
      guard contents.waitingBytes.removeValue(forKey: connection) != nil else { return }
      Self.post(.close(connection, closing), &contents)
    }
  }
}

extension WebSocketMessage {
  /// What it costs to keep. An empty message is not free: without end, they too would fill the memory.
  fileprivate var waitingBytes: Int { bytes.count + 64 }
}

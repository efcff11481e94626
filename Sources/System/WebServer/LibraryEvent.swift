import CWebSockets

/// The events that we act upon. The library has a hundred; the others need nothing.
enum LibraryEvent {
  /// A client knocks. There is no handle for it yet: this one is the listener's.
  case connecting
  case connected, received, writable
  /// A connection that we gave back for WebSocket has its new handle.
  case adopted
  case socketOpened, socketReceived, socketWritable
  /// The handle is about to become invalid.
  case gone

  init?(_ reason: lws_callback_reasons) {
    switch reason {
    case LWS_CALLBACK_RAW_RX: self = .received
    case LWS_CALLBACK_RAW_WRITEABLE: self = .writable
    case LWS_CALLBACK_RECEIVE: self = .socketReceived
    case LWS_CALLBACK_SERVER_WRITEABLE: self = .socketWritable
    case LWS_CALLBACK_FILTER_NETWORK_CONNECTION: self = .connecting
    case LWS_CALLBACK_RAW_ADOPT: self = .connected
    case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED: self = .adopted
    case LWS_CALLBACK_ESTABLISHED: self = .socketOpened
    case LWS_CALLBACK_RAW_CLOSE, LWS_CALLBACK_CLOSED, LWS_CALLBACK_WSI_DESTROY: self = .gone
    default: return nil
    }
  }
}

/// What becomes of the connection on which an event came.
enum Verdict {
  case keep
  case drop
}

import Ledger

/// What one can subscribe to.
enum FeedChannel: String, CaseIterable, Sendable {
  /// Every block, by its header.
  case blocks
  /// What happened to orders and stops, but for their fills.
  case orders
  case fills
  /// Accepted price reports, and marks that moved.
  case prices
  /// Everything that a liquidation did: cancelled orders, fills, takeovers, what the insurance paid.
  case liquidations
}

extension FeedChannel {
  /// Whether `event` belongs here. A fill in a liquidation belongs to two channels.
  func includes(_ event: Event, of receipt: Receipt) -> Bool {
    switch self {
    case .blocks: false
    case .orders: event.isOfOrder
    case .fills: event.kind == .filled
    case .prices: event.kind == .priceAccepted || event.kind == .markSet
    case .liquidations: receipt.source == .liquidation
    }
  }

  /// Whether what it carries belongs to markets, and to owners.
  var hasMarkets: Bool { self != .blocks }
  var hasOwners: Bool { self != .blocks && self != .prices }

  static let names = allCases.map(\.rawValue)
}

extension Event {
  /// Kinds that name an order are about it; those that do not and still are, are listed.
  fileprivate var isOfOrder: Bool {
    switch kind {
    case .orderRested, .orderAmended, .orderReduced, .orderExpired, .orderCancelled, .remainderCancelled, .stopPlaced,
      .stopReleased, .operationRefused:
      true
    case .filled: false
    default: order.rawValue > 0
    }
  }
}

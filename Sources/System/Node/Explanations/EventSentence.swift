import JSON
import Ledger
import Units

/// An event as a trader would tell it.
struct EventSentence {
  let event: Event
  let units: TradingUnits

  var text: String {
    let who = "account \(event.account.rawValue)"
    switch event.kind {
    case .liquidationBegan:
      let maintenance = Notional(atoms: Int128(event.atomsPerLot))
      let gap = Decimal.format(maintenance.subtracting(event.amount))
      return "\(who) has equity \(amount), and needs \(Decimal.format(maintenance)) to be left alone: \(gap) too little"
    case .orderRested: return "order \(event.order.rawValue) of \(who) rests: \(lots) at \(price)"
    case .orderCancelled: return "order \(event.order.rawValue) of \(who), \(lots) at \(price), goes\(because)"
    case .remainderCancelled: return "\(lots) of the order of \(who) go\(because)"
    case .orderExpired: return "order \(event.order.rawValue) of \(who), \(lots) at \(price), has come to its end"
    case .orderReduced:
      return "\(who) would have traded \(lots) with itself at \(price): both orders shrink by that, and nobody trades"
    case .orderAmended:
      return "order \(event.order.rawValue) of \(who) now asks for \(lots) at \(price)"
        + (event.code == 0 ? ", in its place" : ", behind those who came before")
    case .stopPlaced:
      return "stop \(event.order.rawValue) of \(who) waits for the mark to reach \(trigger): \(lots)"
    case .stopReleased:
      return "the mark is \(price), so stop \(event.order.rawValue) of \(who) is released: \(lots)"
    case .deadManFired:
      return "\(who) did not speak up before \(event.clientID) ms: its dead man's switch cancels all its orders"
    case .collateralConverted:
      return "\(collateral) of its collateral go to account \(event.counterparty.rawValue) for \(amount)"
    case .filled:
      let verb = event.side == .buy ? "buys" : "sells"
      return "\(who) \(verb) \(lots) at \(price), its counterparty is account \(event.counterparty.rawValue)"
    case .liquidationFeePaid: return "\(who) pays \(amount) to the insurance for the close"
    case .takenOver: return "the insurance takes its \(position) over at \(price)"
    case .deleveraged:
      return "account \(event.counterparty.rawValue), first in line on the other side, closes \(lots) against its "
        + "\(position) at \(price)"
    case .insuranceMoved: return "the insurance pays \(amount) of its debt"
    case .lossSocialised: return "\(amount) of its debt is charged to all other positions of \(market), by size"
    case .liquidationPaused: return "it found no buyer, and is looked at again after \(event.code) ms"
    case .liquidationEnded: return "\(who) is let go with equity \(amount)"
    case .feePaid: return "\(who) pays a fee of \(amount)"
    case .fundingSettled: return "\(who) settles funding of \(amount)"
    case .lossSettled: return "\(who) pays its share of a socialised loss, \(amount)"
    default: return EventView(event: event, units: units).json.text(.compact)
    }
  }

  private var because: String {
    switch CancellationCause(rawValue: event.code) {
    case .noCounterparty: ", since nobody is left to trade with at its limit"
    case .selfTrade: ", since it would have traded with its own side"
    case .insufficientMargin: ", since its margin does not allow the trade"
    case .nothingToReduce: ", since it may only reduce, and there is nothing to reduce"
    case .liquidation: ", since the account is liquidated"
    case .deadMan: ", since the dead man's switch fired"
    case .requested, nil: ", as asked for"
    }
  }

  private var trigger: String { unit?.price(atomsPerLot: UInt64(clamping: event.amount.atoms)) ?? "" }

  private var amount: String { Decimal.format(event.amount) + " USDC" }

  private var unit: MarketUnits? {
    let index = Int(event.market.rawValue)
    return index < units.markets.count ? units.markets[index] : nil
  }

  private var market: String { unit?.rules.name ?? "" }
  private var price: String { unit?.price(atomsPerLot: event.atomsPerLot) ?? "" }
  private var lots: String { (unit?.size(event.quantity) ?? "") + " " + market }
  private var position: String { (event.side == .buy ? "long of " : "short of ") + lots }
  private var collateral: String {
    units.collateral.map { $0.amount(event.quantity.lots) + " " + $0.symbol } ?? ""
  }
}

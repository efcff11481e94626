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
    case .orderCancelled: return "its order \(event.order.rawValue), \(lots) at \(price), is cancelled"
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

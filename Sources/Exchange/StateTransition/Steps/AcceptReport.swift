import Cryptography
import Ledger
import Merkle
import SSZ
import Oracle
import Units

extension Execution {
  /// ORACLE: checks one signed price, and keeps it as its publisher's last word.
  mutating func acceptReport(_ inputs: some StepInputs, into journal: inout Journal) throws(StateAccessError) {
    let input = try inputs.report(at: Int(building.cursor), domain: domain)
    startWork(.report, building.cursor)
    advance()
    do throws(StepFailure) {
      let accepted = try check(input)
      try reading { () throws(StateAccessError) in try state.prices.write(accepted.price, at: accepted.index) }
      emit(accepted.event, into: &journal)
      finish(into: &journal)
    } catch {
      finish(try error.refusalOrThrow(), into: &journal)
    }
  }

  private func check(_ input: SignedInput<SignedPriceReport>) throws(StepFailure) -> AcceptedReport {
    let (signed, signer) = try checking { () throws(Refusal) in
      (try input.value(byteLimit: SignedPriceReport.byteLimit), try input.signer())
    }
    let market = MarketID(UInt32(signed.report.feed))
    guard market.index < state.rules.count else {
      throw .refused(Refusal(.unknownFeed, limit: state.rules.count, found: signed.report.feed))
    }
    guard signed.publisher < state.parameters.publisherCount else {
      throw .refused(
        Refusal(.unknownPublisher, limit: state.parameters.publisherCount, found: signed.publisher))
    }
    guard signer == state.parameters.publishers[Int(signed.publisher)] else { throw .refused(Refusal(.wrongSigner)) }
    let index = PublishedPrice.index(feed: signed.report.feed, publisher: signed.publisher)
    let (last, rules) = try reading { () throws(StateAccessError) in
      (try state.prices.read(index), try state.rules.read(market.index))
    }
    let price = try checking { () throws(Refusal) in
      try ReportCheck.price(
        of: signed.report, after: last, rules: rules, parameters: state.parameters,
        blockTimestampMs: state.clock.timestampMs)
    }
    var published = PublishedPrice()
    published.atomsPerLot = price.atomsPerLot
    published.publishTimeMs = signed.report.publishTimeMs
    published.sequence = signed.report.sequence
    return AcceptedReport(
      price: published, index: index, event: .priceAccepted(price, for: market, publisher: signed.publisher))
  }

  private struct AcceptedReport {
    let price: PublishedPrice
    let index: UInt64
    let event: Event
  }
}

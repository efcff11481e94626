import Cryptography
import Ledger
import Merkle
import Oracle
import SSZ
import Units

extension Execution {
  /// ORACLE: checks one signed price, and keeps it as its publisher's last word.
  ///
  /// A report that contradicts the last word under the same number is refused and kept as evidence.
  mutating func acceptReport(_ inputs: some StepInputs, into journal: inout Journal) throws(StateAccessError) {
    let input = try inputs.report(at: Int(building.cursor), domain: domain)
    startWork(.report, building.cursor)
    advance()
    try accept(input, at: state.clock.timestampMs, into: &journal)
  }

  /// Ends the input under way with what a report comes to.
  ///
  /// - Parameter timestampMs: the time by which it must not be too old, nor from the future.
  mutating func accept(
    _ input: SignedInput<SignedPriceReport>, at timestampMs: UInt64, into journal: inout Journal
  ) throws(StateAccessError) {
    do throws(StepFailure) {
      let accepted = try check(input, at: timestampMs)
      try reading { () throws(StateAccessError) in try state.prices.write(accepted.price, at: accepted.index) }
      emit(accepted.event, into: &journal)
      finish(into: &journal)
    } catch {
      let refusal = try error.refusalOrThrow()
      if refusal.reason == .reportEquivocates, case .signed(let report, _) = input {
        try keepEvidence(against: report, into: &journal)
      }
      finish(refusal, into: &journal)
    }
  }

  private func check(
    _ input: SignedInput<SignedPriceReport>, at timestampMs: UInt64
  ) throws(StepFailure) -> AcceptedReport {
    let (signed, signer) = try checking { () throws(Refusal) in
      (try input.value(byteLimit: SignedPriceReport.byteLimit), try input.signer())
    }
    let feed = signed.report.feed
    guard let lotDecimals = try reading({ () throws(StateAccessError) in try lotDecimals(ofFeed: feed) }) else {
      throw .refused(Refusal(.unknownFeed, limit: state.rules.count, found: feed))
    }
    guard signed.publisher < state.parameters.publisherCount else {
      throw .refused(
        Refusal(.unknownPublisher, limit: state.parameters.publisherCount, found: signed.publisher))
    }
    guard signer == state.parameters.publishers[Int(signed.publisher)] else { throw .refused(Refusal(.wrongSigner)) }
    let index = PublishedPrice.index(feed: feed, publisher: signed.publisher)
    let last = try reading { () throws(StateAccessError) in try state.prices.read(index) }
    let price = try checking { () throws(Refusal) in
      try ReportCheck.price(
        of: signed.report, after: last, lotDecimals: lotDecimals, parameters: state.parameters,
        blockTimestampMs: timestampMs)
    }
    var published = PublishedPrice()
    published.atomsPerLot = price.atomsPerLot
    published.publishTimeMs = signed.report.publishTimeMs
    published.sequence = signed.report.sequence
    published.reportRoot = signed.report.hashTreeRoot()
    return AcceptedReport(
      price: published, index: index,
      event: .priceAccepted(price, for: MarketID(UInt32(feed)), publisher: signed.publisher))
  }

  private struct AcceptedReport {
    let price: PublishedPrice
    let index: UInt64
    let event: Event
  }

  /// The lot that the feed prices; nil where it prices nothing.
  private func lotDecimals(ofFeed feed: UInt16) throws(StateAccessError) -> UInt8? {
    if feed == CollateralRules.feed {
      return state.parameters.collateral.isEnabled ? state.parameters.collateral.lotDecimals : nil
    }
    return UInt64(feed) < state.rules.count ? try state.rules.read(UInt64(feed)).lotDecimals : nil
  }

  /// Keeps both roots of a contradiction, once: the publisher's last word then has no root to be contradicted any more.
  ///
  /// Once the list is full, the receipt is all there is.
  private mutating func keepEvidence(
    against signed: SignedPriceReport, into journal: inout Journal
  ) throws(StateAccessError) {
    guard !state.equivocations.isFull else { return }
    let place = PublishedPrice.index(feed: signed.report.feed, publisher: signed.publisher)
    var last = try state.prices.read(place)
    var evidence = Equivocation()
    evidence.feed = signed.report.feed
    evidence.publisher = signed.publisher
    evidence.sequence = last.sequence
    evidence.first = last.reportRoot
    evidence.second = signed.report.hashTreeRoot()
    evidence.blockNumber = state.clock.blockNumber
    let index = try state.equivocations.append(evidence)
    last.reportRoot = Bytes32()
    try state.prices.write(last, at: place)
    emit(.equivocated(evidence, at: index), into: &journal)
  }
}

import Cryptography
import Ledger
import Merkle
import SSZ
import Threading
import Units

/// Oracle publishers who each look at the true price through an instrument of their own, and sign what they see.
///
/// Their keys follow from their numbers and are known to everybody. They remember nothing: where a publisher's sequence
/// and time must go on is read from the state.
public struct PublisherSet: Sendable {
  private let keys: [PrivateKey]
  private let generator: KeyedGenerator

  /// How far from the true price a report may be, parts per million.
  public static let noisePartsPerMillion: UInt64 = 3
  /// How long before the block a report may have been made, milliseconds.
  public static let latencyLimitMs: UInt64 = 120
  /// Half width of the confidence interval, as a share of the price.
  private static let confidence = Rate(partsPerMillion: 10)

  /// - Precondition: `1 ... Parameters.publisherLimit` publishers.
  public init(count: Int, seed: UInt64) {
    keys = Self.keys(count: count)
    generator = KeyedGenerator(seed: seed, stream: "publishers")
  }

  /// The publishers' keys, by number: a genesis lists their addresses.
  public static func keys(count: Int) -> [PrivateKey] {
    precondition((1...Parameters.publisherLimit).contains(count), "no such number of publishers")
    return (0..<count).map { DerivedKeys.key(domain: "plimsoll/publisher", index: UInt64($0)) }
  }

  /// Encodings of one `SignedPriceReport` a feed and publisher for the block after `state`: by market, then by publisher;
  /// behind the markets, where there is one, of the collateral asset.
  ///
  /// - Parameters:
  ///   - prices: of markets that exist, none twice.
  ///   - timestampMs: of the block. Above the state's own.
  /// - Precondition: the whole state is known.
  public func reports(of prices: [MarketPrice], after state: State, at timestampMs: UInt64) -> [ByteList<512>] {
    let domain = SigningDomain(state.parameters)
    let requests = Self.feeds(of: prices, in: state).flatMap { feed in
      keys.indices.map { Request(report: report(on: feed, by: $0, after: state, at: timestampMs), publisher: $0) }
    }
    return requests.mapInParallel { request in
      let signed = domain.sign(request.report, by: UInt8(request.publisher), with: keys[request.publisher])
      guard let bytes = try? ByteList<512>(signed.encoded()) else { preconditionFailure("a report is too long") }
      return bytes
    }
  }

  private struct Request: Sendable {
    let report: PriceReport
    let publisher: Int
  }

  /// What there is a price of, and how large its lots are.
  private struct Feed {
    let number: UInt16
    let lotDecimals: UInt8
    let price: Price
  }

  private static func feeds(of prices: [MarketPrice], in state: State) -> [Feed] {
    let markets = prices.map { price in
      let rules = state.known { state throws(StateAccessError) in try state.rules.read(price.market.index) }
      return Feed(number: rules.feed, lotDecimals: rules.lotDecimals, price: price.price)
    }
    let collateral = CollateralPrice(state: state).price(beside: prices).map { price in
      Feed(number: CollateralRules.feed, lotDecimals: state.parameters.collateral.lotDecimals, price: price)
    }
    return markets + [collateral].compactMap { $0 }
  }

  private func report(on feed: Feed, by publisher: Int, after state: State, at timestampMs: UInt64) -> PriceReport {
    let place = PublishedPrice.index(feed: feed.number, publisher: UInt8(publisher))
    let last = state.known { state throws(StateAccessError) in try state.prices.read(place) }
    var draws = generator.draws(number: place, index: timestampMs)
    let latency = draws.within(0...min(Self.latencyLimitMs, timestampMs))
    var report = PriceReport()
    report.feed = feed.number
    report.price = observation(of: feed.price, &draws)
    report.confidence = report.price * UInt64(Self.confidence.partsPerMillion) / 1_000_000
    // 10^exponent USDC for a unit of the base asset is one atom a lot.
    report.exponent = Int8(feed.lotDecimals) - 6
    report.publishTimeMs = max(timestampMs - latency, last.publishTimeMs + 1)
    report.sequence = last.sequence + 1
    return report
  }

  /// Within `noisePartsPerMillion` of `price`, to the nearest atom; one atom at least.
  private func observation(of price: Price, _ draws: inout KeyedDraws) -> UInt64 {
    let noise = draws.below(2 * Self.noisePartsPerMillion + 1)
    let factor = UInt128(1_000_000 - Self.noisePartsPerMillion + noise)
    return max(UInt64((UInt128(price.atomsPerLot) * factor + 500_000) / 1_000_000), 1)
  }
}

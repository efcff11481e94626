/// Which positions of a state were touched: what a proof of a step must show, or which parts of a proof a step used.
///
/// Every part of one recorded state writes into the same log, which one thread uses at a time.
public final class AccessLog: @unchecked Sendable {
  /// In the order of the first touch. A position may stand here twice where the state was put back in between.
  public private(set) var touched: [GeneralizedIndex] = []

  public init() {}

  public func note(_ position: GeneralizedIndex) { touched.append(position) }
}

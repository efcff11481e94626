/// Options of which one command line may carry only one, such as `--limit PRICE | --market`.
struct OptionChoice: Equatable, Sendable {
  let names: [String]
  /// One of them must be there.
  let isRequired: Bool

  static func exactlyOne(of names: String...) -> Self { Self(names: names, isRequired: true) }

  static func atMostOne(of names: String...) -> Self { Self(names: names, isRequired: false) }
}

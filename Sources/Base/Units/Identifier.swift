import SSZ

/// A number that names one `Subject`. Numbers are dense, start at zero and are never reused.
@frozen public struct Identifier<Subject>: IntegerUnit {
  public let rawValue: UInt32
  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
  @inlinable public init(_ rawValue: UInt32) { self.rawValue = rawValue }

  /// The position in the list of its kind.
  @inlinable public var index: UInt64 { UInt64(rawValue) }
}

public enum OwnerSubject {}
public enum AccountSubject {}
public enum MarketSubject {}

/// Who signs: an address with its session keys and sub-accounts.
public typealias OwnerID = Identifier<OwnerSubject>
/// A sub-account, in one list for all owners.
public typealias AccountID = Identifier<AccountSubject>
public typealias MarketID = Identifier<MarketSubject>

/// The members of a JSON object, each name once, in the order in which they were written.
///
/// Names are compared as Swift strings: two spellings of the same characters in different Unicode normal forms are one
/// name. Two objects are equal when their members are equal in the same order.
public struct JSONObject: Sendable {
  public struct Member: Equatable, Sendable {
    public let key: String
    public var value: JSONValue

    public init(key: String, value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  public private(set) var members: [Member] = []

  /// Where each name stands. Kept only for objects of more than `scanLimit` members; smaller ones are searched.
  private var positions: [String: Int] = [:]

  private static let scanLimit = 16

  public init() {}

  /// - Returns: nil when a name stands twice.
  public init?(_ members: [Member]) {
    self.members = members
    guard indexMembers() else { return nil }
  }

  /// - Precondition: no name stands twice.
  init(uniqueMembers: [Member]) {
    members = uniqueMembers
    precondition(indexMembers(), "an object literal names a member twice")
  }

  public var count: Int { members.count }
  public var isEmpty: Bool { members.isEmpty }
  public var keys: [String] { members.map(\.key) }

  /// The value of that name. A new name is appended; nil removes it and leaves the order of the others.
  public subscript(key: String) -> JSONValue? {
    get { position(of: key).map { members[$0].value } }
    set {
      switch (position(of: key), newValue) {
      case (let position?, let value?): members[position].value = value
      case (let position?, nil): remove(at: position)
      case (nil, let value?): append(Member(key: key, value: value))
      case (nil, nil): break
      }
    }
  }

  private func position(of key: String) -> Int? {
    positions.isEmpty ? members.firstIndex { $0.key == key } : positions[key]
  }

  private mutating func append(_ member: Member) {
    members.append(member)
    if !positions.isEmpty {
      positions[member.key] = members.count - 1
    } else if members.count > Self.scanLimit {
      _ = indexMembers()
    }
  }

  private mutating func remove(at position: Int) {
    members.remove(at: position)
    _ = indexMembers()
  }

  /// Rebuilds `positions`; false when a name stands twice.
  private mutating func indexMembers() -> Bool {
    positions.removeAll(keepingCapacity: true)
    guard members.count > Self.scanLimit else {
      return members.indices.allSatisfy { index in !members[..<index].contains { $0.key == members[index].key } }
    }
    for (index, member) in members.enumerated() where positions.updateValue(index, forKey: member.key) != nil {
      return false
    }
    return true
  }
}

extension JSONObject: Equatable {
  public static func == (left: Self, right: Self) -> Bool { left.members == right.members }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// - Precondition: no key stands twice.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(uniqueMembers: elements.map { Member(key: $0.0, value: $0.1) })
  }
}

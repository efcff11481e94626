/// Why a typed-data document has no digest, and where.
public struct TypedDataError: Error, Equatable, Sendable {
  public let fault: TypedDataFault
  /// The way to the place, such as `message.legs[1].size` or `types.Leg.size`.
  public let path: String

  init(_ fault: TypedDataFault, at path: String = "") {
    self.fault = fault
    self.path = path
  }

  /// The same error, seen from the structure that holds `field`.
  func inside(_ field: String) -> TypedDataError {
    let isDirect = path.isEmpty || path.hasPrefix("[")
    return TypedDataError(fault, at: isDirect ? field + path : "\(field).\(path)")
  }

  /// The same error, seen from the array that holds the element at `index`.
  func inside(index: Int) -> TypedDataError { inside("[\(index)]") }
}

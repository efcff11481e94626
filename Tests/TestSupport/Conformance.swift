import Foundation

/// Cases that others published, kept outside the repository: in `PLIMSOLL_CONFORMANCE`, or else in `shared/conformance`
/// beside the package. Tests of them are skipped where they are absent.
public enum Conformance {
  public static let whereabouts: String = {
    if let path = ProcessInfo.processInfo.environment["PLIMSOLL_CONFORMANCE"] { return path }
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    return package.appendingPathComponent("../shared/conformance").standardizedFileURL.path
  }()

  /// Why a test was skipped.
  public static let isMissing = "no conformance cases; set PLIMSOLL_CONFORMANCE to their directory"

  public static func holds(_ fileName: String) -> Bool {
    FileManager.default.fileExists(atPath: whereabouts + "/" + fileName)
  }

  /// The contents of a file; nil where it is absent. A file that is there must be readable.
  public static func read<Contents: Decodable>(_ type: Contents.Type, from fileName: String) -> Contents? {
    guard holds(fileName) else { return nil }
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: whereabouts + "/" + fileName))
      return try JSONDecoder().decode(type, from: data)
    } catch {
      preconditionFailure("\(fileName) cannot be read: \(error)")
    }
  }
}

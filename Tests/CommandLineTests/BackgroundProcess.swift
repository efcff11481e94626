import Foundation

/// A program that runs beside the test, until it is told to end.
final class BackgroundProcess {
  private let process = Process()
  private let folder: URL

  init(_ arguments: [String]) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    process.executableURL = URL(fileURLWithPath: ChildProcess.plimsoll)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try Self.file(folder.appendingPathComponent("output"))
    process.standardError = try Self.file(folder.appendingPathComponent("error"))
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    try? FileManager.default.removeItem(at: folder)
  }

  private static func file(_ url: URL) throws -> FileHandle {
    try Data().write(to: url)
    return try FileHandle(forWritingTo: url)
  }

  /// What it has written so far.
  var output: String { text(of: "output") }
  var error: String { text(of: "error") }

  private func text(of name: String) -> String {
    (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
  }

  /// Whether something comes true within a minute.
  func becomes(_ condition: (BackgroundProcess) throws -> Bool) rethrows -> Bool {
    for _ in 0..<600 {
      if try condition(self) { return true }
      usleep(100_000)
    }
    return false
  }

  /// Asks it to end, and waits until it has.
  func end() -> Int32 {
    process.terminate()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Its own exit code, when it ends by itself.
  func exitCode() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }
}

/// A devnet without traders, on a port that is free.
struct BackgroundDevnet {
  let process: BackgroundProcess
  let url: String
  var port: String { String(url.split(separator: ":").last ?? "0") }

  struct DidNotStart: Error {
    let error: String
  }

  init(port: String = "0", _ options: String...) throws {
    process = try BackgroundProcess(["devnet", "--population", "none", "--port", port] + options)
    var listening: Substring?
    _ = process.becomes { process in
      listening = process.output.split(separator: "\n").first { $0.hasPrefix("Listening on ") }
      return listening != nil
    }
    guard let listening else { throw DidNotStart(error: process.error) }
    url = "http://" + listening.dropFirst("Listening on ".count)
  }

  func run(_ arguments: String...) throws -> ChildProcess.Result {
    try ChildProcess.run(ChildProcess.plimsoll, arguments + ["--url", url])
  }
}

import Dispatch
import Foundation
import JSON
import Ledger
import Node
import SSZ
import Settlement
import Simulation
import Storage
import Units
import WebServer

/// `plimsoll devnet`
enum DevnetCommand: Command {
  static let specification = CommandSpecification(
    "devnet", summary: "Starts a devnet and seals blocks until it is told to stop.",
    discussion: """
      A line that begins with 'Listening on' says that requests are answered. Control-C seals what is under way, posts \
      it to the mock L1 and ends; the same --data takes up the same chain again.

      With --prices and --pace fast, each bar of the files gives four prices (open, the nearer extreme, the farther \
      one, close), one block each, over the span of time that all files have.
      """,
    options: [
      OptionSpecification(
        "genesis", .file("F"), summary: "Begins from the markets, parameters and owners of this file."),
      OptionSpecification(
        "prices", .assignment("MARKET=CSV"),
        summary: "Plays this market's prices from a file of bars: open_time,open,high,low,close,volume.", repeats: true),
      OptionSpecification(
        "pace", .words(["real", "fast"]), summary: "Follows the wall clock, or runs as fast as the machine can.",
        default: "real"),
      OptionSpecification("blocks", .integer("N", in: 1...Int.max), summary: "Stops sealing after this many blocks."),
      OptionSpecification(
        "block-time", .integer("MS", in: 1...3_600_000, orWords: ["instant", "manual"]),
        summary: "Seals a block every so many milliseconds, after every transaction, or only when asked to.",
        default: "250"),
      OptionSpecification(
        "data", .directory("DIR"), summary: "Keeps the chain in this directory, and resumes the one that is there."),
      OptionSpecification(
        "port", short: "p", .integer("P", in: 0...65_535),
        summary: "Listens on this port of 127.0.0.1; 0 takes a free one.",
        environment: "PLIMSOLL_PORT", default: "9545"),
      OptionSpecification(
        "seed", .integer("N", in: 0...Int.max),
        summary: "Decides every draw: with --pace fast, the same seed gives the same blocks.",
        environment: "PLIMSOLL_SEED", default: "1"),
      OptionSpecification(
        "population", .integer("N", in: 0...Population.sizeLimit, orWords: ["none", "small"]),
        summary: "Traders that come with the devnet: makers, leveraged longs and shorts, noise.", default: "small"),
      OptionSpecification(
        "corrupt", .text("BLOCK:STEP"),
        summary: "A test switch: lies about the state from this step of this block on, and keeps the trace."),
      OptionSpecification(
        "exit-at-end", summary: "Ends when the prices or the blocks are used up, and writes a summary."),
      OptionSpecification(
        "ready-file", .file("F"), summary: "Writes the URL into this file once requests are answered."),
      .json,
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let plan = try DevnetPlan(arguments)
    let node = try DevnetNode(plan.configuration, genesis: plan.genesis, store: plan.store)
    let server = try serve(node, plan)
    let screen = DevnetScreen(isJSON: arguments.flag("json"))
    let session = DevnetSession(node: node, server: server, plan: plan, screen: screen)
    return try session.run()
  }

  /// Listens where it was told to. A run that ends by itself takes another port rather than fail over the usual one.
  private static func serve(_ node: DevnetNode, _ plan: DevnetPlan) throws -> RPCServer {
    do throws(WebServerError) { return try RPCServer(node, port: plan.port) } catch {
      if plan.exitsAtEnd, plan.port == DevnetPlan.usualPort, case .portInUse = error {
        return try RPCServer(node, port: 0)
      }
      throw CommandFailure(exitCode: .unavailable, message: error.description)
    }
  }
}

/// What the command line asks for.
struct DevnetPlan {
  let configuration: DevnetConfiguration
  let genesis: DevnetGenesis
  let store: NodeStore
  let dataDirectory: String?
  let port: UInt16
  let exitsAtEnd: Bool
  let readyFile: String?

  static let usualPort: UInt16 = 9_545

  init(_ arguments: ParsedArguments) throws {
    let isFast = arguments.string("pace") == "fast"
    dataDirectory = arguments.string("data")
    port = UInt16(arguments.integer("port") ?? Int(Self.usualPort))
    exitsAtEnd = arguments.flag("exit-at-end")
    readyFile = arguments.string("ready-file")
    let size = try Self.populationSize(arguments)
    store = try Self.store(dataDirectory)
    let base = try Self.baseGenesis(arguments, dataDirectory)
    let history = try Self.history(arguments, base.genesis)
    genesis =
      base.isStarted
      ? base.genesis : Self.started(base.genesis, history: history, isFast: isFast, populationSize: size)
    if let dataDirectory, !base.isStarted { try NodeStore.write(genesis, to: dataDirectory) }
    configuration = DevnetConfiguration(
      seed: UInt64(arguments.integer("seed") ?? 1), populationSize: size, history: history,
      pace: isFast ? .fast : .real, sealing: Self.sealing(arguments), blockLimit: arguments.integer("blocks"),
      policy: Engine.Policy(
        batchIntervalMs: isFast ? genesis.rules.maxBackdateMs / 4 : min(10_000, genesis.rules.maxBackdateMs / 4),
        corruption: try arguments.corruption))
  }

  private static func populationSize(_ arguments: ParsedArguments) throws -> Int {
    let text = arguments.required("population")
    guard let size = Population.size(named: text) else {
      throw arguments.refusal(
        of: "population", because: "must be none, small or a number up to \(Population.sizeLimit)")
    }
    return size
  }

  private static func store(_ directory: String?) throws -> NodeStore {
    guard let directory else { return NodeStore() }
    do throws(StorageError) { return try NodeStore(directory: directory) } catch {
      throw CommandFailure(exitCode: .unavailable, message: error.description)
    }
  }

  /// The data directory's own genesis if it has one, then the file that was named, then the standard one.
  private static func baseGenesis(
    _ arguments: ParsedArguments, _ directory: String?
  ) throws -> (genesis: DevnetGenesis, isStarted: Bool) {
    if let directory, let genesis = try NodeStore.genesis(in: directory) {
      guard arguments.string("genesis") == nil else {
        throw arguments.refusal(of: "genesis", because: "cannot be given: the data directory has one already")
      }
      return (genesis, true)
    }
    guard let path = arguments.string("genesis") else { return (.standard, false) }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(exitCode: .unavailable, message: "cannot read \(path)")
    }
    do throws(GenesisFileError) { return (try DevnetGenesis(text: Array(data)), false) } catch {
      throw CommandFailure(exitCode: .usage, message: "\(path): \(error.description)")
    }
  }

  private static func history(_ arguments: ParsedArguments, _ genesis: DevnetGenesis) throws -> KlineFeed? {
    let files = try arguments.all("prices").map { text in
      guard let argument = PriceFileArgument(text) else {
        throw arguments.refusal(of: "prices", because: "must be MARKET=CSV")
      }
      return argument
    }
    guard !files.isEmpty else { return nil }
    do throws(KlineFeedError) { return try KlineFeed(files, rules: genesis.genesis.markets.elements) } catch {
      throw CommandFailure(exitCode: .usage, message: "\(error)")
    }
  }

  /// Long enough before the first block that everybody's deposit is on the L1 by then.
  private static func started(
    _ genesis: DevnetGenesis, history: KlineFeed?, isFast: Bool, populationSize: Int
  ) -> DevnetGenesis {
    let lead = genesis.l1BlockTimeMs * UInt64(3 + populationSize / 4_000)
    let fixed = max(genesis.genesis.timestampMs, 1_700_000_000_000)
    let now = UInt64(Date().timeIntervalSince1970 * 1_000)
    let first = history?.span.lowerBound ?? (isFast ? fixed : now)
    return genesis.starting(at: first - min(first, lead))
  }

  private static func sealing(_ arguments: ParsedArguments) -> DevnetConfiguration.Sealing {
    switch arguments.required("block-time") {
    case "instant": .instant
    case "manual": .manual
    case let text: .interval(ms: UInt64(text) ?? 250)
    }
  }
}

extension ParsedArguments {
  /// The value of `--corrupt`; nil if it is absent.
  var corruption: Corruption? {
    get throws {
      guard let text = string("corrupt") else { return nil }
      guard let corruption = Corruption(text) else {
        throw refusal(of: "corrupt", because: "must be BLOCK:STEP, two numbers")
      }
      return corruption
    }
  }
}

import Cryptography
import JSON
import Node

/// `plimsoll challenger`
enum ChallengerCommand: Command {
  static let specification = CommandSpecification(
    "challenger", summary: "Checks every claim on the L1, and disputes those that are wrong.",
    discussion: """
      It has the genesis and the L1's blocks, carries out every batch itself and takes nobody's word. Where a claim is wrong \
      it answers it, halves what is in question until one step is left, has the L1 take that step, asks for the verdict and \
      collects its bonds; a right claim it defends. It runs until Control-C, waits where the node is away, and goes back \
      where the L1 does. Each line says in which L1 block something happened.

      Bonds come from the account's tokens on the L1.
      """,
    options: [
      OptionSpecification(
        "as", .text("NAME"), summary: "Plays for this development account; 'plimsoll keys' lists their names.",
        environment: "PLIMSOLL_AS", default: "erin"),
      OptionSpecification("propose", summary: "Also claims what is right wherever nobody does."),
      OptionSpecification(
        "blocks", .integer("N", in: 1...Int.max),
        summary: "Ends when it has seen this many blocks of the L1, old ones included."),
      ClientOptions.url,
      OptionSpecification("json", summary: "Writes one JSON object a line."),
    ])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(signing: arguments)
    let address = try client.signer().address
    let genesis: DevnetGenesis
    do throws(L1SourceError) { genesis = try client.l1.genesis() } catch { throw CommandFailure(error) }
    var session = ChallengerSession(
      challenger: try L1Challenger(genesis, playing: address, proposing: arguments.flag("propose")), l1: client.l1,
      name: arguments.required("as"), isJSON: arguments.flag("json"),
      blockLimit: arguments.integer("blocks"))
    return try session.run()
  }
}

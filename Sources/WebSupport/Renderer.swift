import Embedded
import Foundation
import Mustache

/// The templates, parsed once; or read from their folders again and again while developing.
package struct Templates: Sendable {
    private let program: TemplateProgram
    /// The root of the project, when templates are to be read from there.
    private let folder: String?
    private let fragments: Fragments?

    /// - Parameter folder: where `Sources/…/Templates` are found, for developing; `nil` for the embedded ones.
    /// - Parameter fragments: where parts of pages are remembered.
    /// - Throws: when a template cannot be parsed.
    package init(folder: String? = nil, fragments: Fragments? = nil) throws {
        self.folder = folder
        self.fragments = folder == nil ? fragments : nil
        program = try Self.embedded.get()
    }

    /// The templates that the binary carries: parsed when first used, however many programs run in one process.
    private static let embedded = Result { try program { file in file.text } }

    /// The names of all templates.
    package static var names: [String] { files.map(Self.name) }

    static var files: [EmbeddedFile] { EmbeddedFile.all.filter { $0.path.hasSuffix(".mustache") } }

    static func name(of file: EmbeddedFile) -> String { String(file.name.dropLast(".mustache".count)) }

    private static func program(_ text: (EmbeddedFile) throws -> String) throws -> TemplateProgram {
        let templates = try files.map { file in
            (name(of: file), try TemplateParser.pieces(of: try text(file), name: name(of: file)))
        }
        return TemplateProgram(Dictionary(uniqueKeysWithValues: templates))
    }

    /// The bytes of a page.
    package func render(_ page: any MustacheParent, template: String) -> [UInt8] {
        var program = program
        if let folder {
            // A template that is being edited may be broken for a moment: then the embedded one serves.
            program =
                (try? Self.program { try String(contentsOfFile: "\(folder)/\($0.path)", encoding: .utf8) }) ?? program
        }
        return TemplateRun.render(page, template: template, program, fragments)
    }
}

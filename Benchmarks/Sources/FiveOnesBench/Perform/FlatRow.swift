import CaseLedger
import FiveOnes

/// Decisions on subjects that many events speak of: what is old must not cost anything.
///
/// - Ours: `ticket.opened` at a station with 20,000 tickets, and `member.verified` in a round of the
///   whole city in which 10,000 were verified.
/// - Peer: the same decision at a station with 20 tickets, and in a round with 10, in turn.
enum FlatRow {
    private static let district = Actor(
        "chen.jie", role: .districtStaff, unit: "district:nanshan")
    private static let officer = Actor("li.na", role: .stationStaff, unit: "station:S-0")

    static func measure(_ setting: Setting) async throws -> [Row] {
        [try await tickets(setting), try await verifications(setting)]
    }

    private static func tickets(_ setting: Setting) async throws -> Row {
        let sizes = setting.isSmoke ? [40, 4] : [20_000, 20]
        func ticket(_ name: String) -> TicketOpened {
            TicketOpened {
                $0.ticket = TicketID(rawValue: name)
                $0.category = .enquiry
                $0.station = "S-0"
                $0.channel = "phone"
            }
        }
        let offices = try await FundOffice.each(of: sizes) { size in
            let office = try FundOffice(at: setting.fresh("station-\(size)"))
            try office.bring([
                StationRegistered {
                    $0.station = "S-0"
                    $0.area = "nanshan/nantou"
                    $0.hotline = "0755-1"
                },
                StaffAppointed {
                    $0.staff = "li.na"
                    $0.station = "S-0"
                },
            ])
            try await office.grant([officer])
            try office.bring((0..<size).map { ticket("before-\($0)") })
            return office
        }
        let figures = try await inTurn(setting, offices) { office, name in
            try await office.ledger.perform(Record(ticket(name)), by: officer)
        }
        return Row(
            "one ticket at a station with \(sizes[0])", .microseconds, figures,
            vs: "ours, station with \(sizes[1])", goal: .atMost(1.3))
    }

    private static func verifications(_ setting: Setting) async throws -> Row {
        let sizes = setting.isSmoke ? [40, 10] : [10_000, 10]
        func verified(_ number: Int) -> MemberVerified {
            MemberVerified(.home) {
                $0.member = MemberID(rawValue: "M-\(number)")
                $0.family = FamilyID(rawValue: "F-\(number)")
                $0.living = "steady"
                $0.health = "good"
                $0.income = "a pension"
                $0.round = "R-0"
            }
        }
        let fresh = rounds(setting) * count(setting)
        let offices = try await FundOffice.each(of: sizes) { size in
            let office = try FundOffice(at: setting.fresh("round-\(size)"))
            try await office.grant([district])
            try office.bring([
                VerificationRoundOpened {
                    $0.round = "R-0"
                    $0.area = "shenzhen"
                    $0.due = Day(2025, 12, 31) ?? .blank
                }
            ])
            try office.bring(
                (0..<size + fresh).flatMap { number -> [any Payload] in
                    [
                        FamilyEnrolled {
                            $0.family = FamilyID(rawValue: "F-\(number)")
                            $0.area = "nanshan/nantou"
                        },
                        MemberEnrolled {
                            $0.member = MemberID(rawValue: "M-\(number)")
                            $0.family = FamilyID(rawValue: "F-\(number)")
                            $0.name = "a survivor"
                            $0.relation = "52"
                        },
                    ]
                })
            try office.bring((fresh..<size + fresh).map { verified($0) })
            return office
        }
        var next = 0
        let figures = try await inTurn(setting, offices) { office, _ in
            let number = next / 2
            next += 1
            try await office.ledger.perform(Record(verified(number)), by: district)
        }
        return Row(
            "one verification in a round with \(sizes[0])", .microseconds, figures,
            vs: "ours, round with \(sizes[1])", goal: .atMost(1.3))
    }

    private static func rounds(_ setting: Setting) -> Int { setting.isSmoke ? 1 : 5 }
    private static func count(_ setting: Setting) -> Int { setting.isSmoke ? 5 : 100 }

    /// Both offices decide in turn, one by one; a round's figure is the median, in microseconds.
    private static func inTurn(
        _ setting: Setting, _ offices: [FundOffice],
        _ perform: (FundOffice, String) async throws -> Void
    ) async throws -> Figures {
        for office in offices { try await office.ledger.synced() }
        var figures = Figures()
        for round in 0..<rounds(setting) {
            var our: [Double] = []
            var their: [Double] = []
            for index in 0..<count(setting) {
                let name = "now-\(round)-\(index)"
                our.append(try await seconds { try await perform(offices[0], name) })
                their.append(try await seconds { try await perform(offices[1], name) })
            }
            figures.ours.append(our.median * 1_000_000)
            figures.theirs.append(their.median * 1_000_000)
        }
        for office in offices { try office.ledger.close() }
        return figures
    }
}

import CaseLedger
import FiveOnes

extension Year {
    /// What comes into the funds this year and what is paid out of them.
    mutating func runFunds() {
        appointCustodians()
        var needed: [EarmarkID: Int64] = [:]
        for family in world.families {
            for aid in world.aids(of: family, in: number) {
                needed[aid.earmark, default: 0] += aid.amount.fen
                settle(aid)
            }
        }
        for (index, fund) in world.funds.enumerated() {
            for purpose in Fund.purposes {
                endow(fund, index, purpose, with: needed[fund.earmark(purpose)] ?? 0)
            }
        }
        for unit in World.units.indices { relieve(unit) }
        collect()
    }

    private mutating func appointCustodians() {
        for fund in world.funds {
            for custodian in fund.custodians.dropFirst() where custodian.from.year == number {
                agenda.add(
                    custodian.from, by: fund.actor(.foundationStaff),
                    CustodianAppointed {
                        $0.fund = fund.id
                        $0.custodian = StaffID(rawValue: custodian.staff)
                    })
            }
        }
    }

    /// The foundation's grant at the beginning of the year, which covers what the year needs.
    private mutating func endow(
        _ fund: Fund, _ index: Int, _ purpose: AidPurpose, with fen: Int64
    ) {
        let day = first.adding(days: 1).worked
        // In whole ten thousands of yuan, and always something over for planted lapses.
        let amount = Money(yuan: (fen / 1_000_000 + 2) * 10_000)
        agenda.add(
            day.at(10, index, 0), by: fund.actor(.foundationStaff),
            DonationReceived {
                $0.donation = DonationID(
                    rawValue: "N-\(number)-\(fund.id.rawValue.dropFirst(2))-\(purpose.rawValue)")
                $0.fund = fund.id
                $0.earmark = fund.earmark(purpose)
                $0.donor = "DN-foundation"
                $0.donorKind = .socialOrganization
                $0.creditCode = CreditCodes.code(of: 0, isEnterprise: false)
                $0.amount = amount
                $0.receipt = "粤捐\(number)\(padded(index * 4 + 1, 6))"
            })
    }

    /// What a unit collects and pays for the winter.
    private mutating func relieve(_ unit: Int) {
        guard let relief = world.winterRelief(of: unit, in: number) else { return }
        let fund = world.funds[unit + 1]
        agenda.add(
            day(number, 11, 3).worked.at(9, 30), by: fund.actor(.foundationStaff),
            EarmarkOpened {
                $0.earmark = relief.earmark
                $0.fund = fund.id
                $0.purposes = [.hardship, .consolation]
            })
        agenda.add(
            day(number, 11, 6).worked.at(15, 0), by: fund.actor(.foundationStaff),
            DonationReceived {
                $0.donation = DonationID(rawValue: "N-\(number)-\(World.units[unit])-winter")
                $0.fund = fund.id
                $0.earmark = relief.earmark
                $0.donor = "DN-foundation"
                $0.donorKind = .socialOrganization
                $0.creditCode = CreditCodes.code(of: 0, isEnterprise: false)
                $0.amount = relief.given
                $0.receipt = "粤捐\(number)\(padded(900_000 + unit, 6))"
            })
        for aid in relief.aids { settle(aid) }
    }

    /// One matter of aid from its application to its end.
    private mutating func settle(_ aid: AidCase) {
        let family = world.families[aid.family]
        let fund = world.funds[aid.fund]
        let lapse = world.lapses.payments[aid.id]
        var random = world.random(.aid, aid.family, number, Int(aid.applied.number) + 1)
        let matter = agenda.add(
            aid.applied.atWork(&random), by: world.caretaker(of: family, on: aid.applied),
            channel: random.pick(["window", "home", "app"]),
            AidApplied {
                $0.aid = aid.id
                $0.member = aid.member
                $0.family = family.id
                $0.purpose = aid.purpose
                $0.amount = aid.amount
            })
        let decided = aid.approved.atWork(&random)
        guard aid.end != .rejected else {
            agenda.add(
                decided, by: fund.actor(.approver), in: matter,
                AidRejected {
                    $0.aid = aid.id
                    $0.reason = "不符合救助条件，已告知其他渠道"
                })
            return
        }
        agenda.add(
            decided, by: fund.actor(.approver), in: matter,
            AidApproved {
                $0.aid = aid.id
                $0.fund = fund.id
                $0.earmark = aid.earmark
                $0.amount = aid.amount
            })
        var paid = aid.paid.atWork(&random)
        if lapse == .beforeApproval { paid = aid.approved.at(8, 30) }
        agenda.add(
            paid, by: fund.actor(.payer), in: matter,
            DisbursementPaid {
                $0.disbursement = aid.disbursement
                $0.aid = aid.id
                $0.fund = fund.id
                $0.earmark = aid.earmark
                $0.payee = aid.member
                $0.amount =
                    lapse == .otherAmount ? aid.amount + Money(yuan: 500) : aid.amount
                let proposer =
                    lapse == .wrongCustodian ? fund.receiver : fund.custodian(on: paid.day)
                $0.proposedBy = StaffID(rawValue: proposer)
            })
        let settled = aid.paid.adding(days: random.number(1...5)).worked
        if aid.end == .reversed {
            agenda.add(
                settled.atWork(&random), by: fund.actor(.payer), in: matter,
                DisbursementReversed {
                    $0.disbursement = aid.disbursement
                    $0.fund = fund.id
                    $0.earmark = aid.earmark
                    $0.reason = "收款账户已注销，款项退回"
                })
        } else {
            agenda.add(
                settled.atWork(&random), by: world.caretaker(of: family, on: settled),
                in: matter, DisbursementConfirmed { $0.disbursement = aid.disbursement })
        }
    }
}

extension Fund {
    /// Somebody of the fund, by role.
    func actor(_ role: Role) -> Actor {
        let account = role == .approver ? approver : role == .payer ? payer : receiver
        return Actor(account, role: role, unit: office)
    }
}

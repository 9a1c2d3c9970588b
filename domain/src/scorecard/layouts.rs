//! Further layouts of the genre, invented, read in tests: each as short as shows its point.
//! The sample returns are in `samples`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::samples::{known, read_bytes};
use super::{Scorecard, Sheet, Wanted, read};
use crate::period::Period;

fn card(text: &str) -> Scorecard {
    read_bytes(text.as_bytes(), "return.csv")
}

/// Code, value, target and colour sent of every row, as "REREF 21.4/18 red".
pub(super) fn brief(card: &Scorecard) -> Vec<String> {
    let row = |row: &super::Row| {
        let or = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        format!(
            "{} {}/{} {}",
            or(row.code.clone()),
            or(row.value.map(|value| value.normalize().to_string())),
            or(row.target.map(|value| value.normalize().to_string())),
            or(row.rag_as_sent.map(|colour| colour.word().to_owned()))
        )
    };
    card.rows.iter().map(row).collect()
}

pub(super) fn reasons(card: &Scorecard) -> Vec<String> {
    card.meta.not_understood.iter().map(|doubt| format!("{:?} {}", doubt.record, doubt.reason)).collect()
}

#[track_caller]
fn understood(text: &str, period: &str, rows: &[&str]) -> Scorecard {
    let card = card(text);
    assert_eq!(brief(&card), rows, "{:#?}", reasons(&card));
    assert_eq!(card.meta.period.as_deref(), Some(period));
    assert_eq!(reasons(&card), Vec::<String>::new());
    card
}

const Q1: &str = "2023-04-01/2023-06-30";
const Q2: &str = "2023-07-01/2023-09-30";

#[test]
fn target_before_value_and_ratings_in_words() {
    let card = understood(
        "Children's Services KPI return\nQuarter 2 2023-24\n\nKPI no.;What we measure;Aim;Target;Actual;Performance status;Direction of travel;Explanation\n\
         1;Repeat referrals within a year;Decrease;18%;21.4%;Off target;Worsening;More repeat domestic abuse\n\
         2;Assessments completed in 45 working days;Increase;90%;88%;Within tolerance;Improving;\n\
         3;Initial child protection conferences in 15 days;Increase;90%;91%;On target;No change;\n",
        Q2,
        &["REREF 21.4/18 red", "ASM45 88/90 amber", "ICPC15 91/90 green"],
    );
    let directions: Vec<_> = card.rows.iter().map(|row| row.direction_as_sent.unwrap().word()).collect();
    assert_eq!(directions, ["worse", "better", "same"]);
    assert_eq!(card.meta.separator, Some(';'));
}

#[test]
fn two_heading_rows_over_quarters_with_targets_and_ratings_of_each() {
    let card = understood(
        "Scorecard,,,,,,,,,\n,,Q1 2023/24,,,Q2 2023/24,,,,\nID,Indicator,Actual,Target,RAG,Actual,Target,RAG,,Comments\n\
         A1,Re-referrals within 12 months,21%,18%,R,19%,18%,A,,Better\nA2,Care leavers in EET,50%,55%,A,56%,55%,G,,\nA3,Adoptions,3,7,A,9,15,A,,\n",
        Q2,
        &["REREF 19/18 amber", "CL-EET 56/55 green", "ADOPT-NUM 9/15 amber"],
    );
    assert_eq!(card.rows[0].previous, Some(21.into()));
    assert_eq!(card.rows[0].commentary, "Better");
    assert_eq!(card.meta.header_records, [2, 3]);
}

#[test]
fn an_earlier_quarter_can_be_asked_for() {
    let text = ",,Q1 2023/24,,,Q2 2023/24,,,\nID,Indicator,Actual,Target,RAG,Actual,Target,RAG,Comments\nA1,Re-referrals within 12 months,21%,18%,R,19%,17%,A,Better\n";
    let sheet = Sheet::from_bytes(text.as_bytes()).unwrap();
    let period: Period = "2023/24 Q1".parse().unwrap();
    let card = read(&sheet, Wanted { file: "return.csv", period: Some(period), known: &known(), ..Wanted::default() });
    assert_eq!(brief(&card), ["REREF 21/18 red"]);
    let none = read(
        &sheet,
        Wanted { period: "2021/22 Q1".parse().ok(), file: "return.csv", known: &known(), ..Wanted::default() },
    );
    assert_eq!(none.rows[0].value, None);
    assert!(
        reasons(&none).iter().any(|reason| reason.contains("No column holds the figures of 2021/22 Q1")),
        "{:?}",
        reasons(&none)
    );
}

#[test]
fn a_column_that_somebody_reads_by_hand_is_that_and_nothing_else() {
    let text = "ID,Indicator,Actual,Revised,Target,RAG\nA1,Re-referrals within 12 months,21%,19%,18%,R\n";
    let sheet = Sheet::from_bytes(text.as_bytes()).unwrap();
    let wanted = Wanted { period: "2023/24 Q1".parse().ok(), known: &known(), ..Wanted::default() };
    let read_as = |by_hand: &[(usize, &str)]| {
        let card = read(&sheet, Wanted { by_hand, ..wanted });
        let columns: Vec<_> = card.meta.columns.iter().map(|column| column.read_as.unwrap_or("-")).collect();
        (card.rows[0].value.map(|value| value.to_string()), columns.join(" "))
    };
    assert_eq!(read_as(&[]), (Some("21".to_owned()), "reference name value - target rating".to_owned()));
    let named = [(4, "value")];
    assert_eq!(read_as(&named), (Some("19".to_owned()), "reference name - value target rating".to_owned()));
    let without = [(3, "not used"), (6, "not used"), (99, "value of nothing")];
    assert_eq!(read_as(&without), (None, "reference name - - target -".to_owned()));
}

#[test]
fn the_latest_of_the_periods_across_is_wanted() {
    let card = understood(
        "Ref,Measure,Q3 22/23,Q4 22/23,Q1 23/24,Q2 23/24,Target\n\
         1,Re-referrals (%),20.1,20.9,21.4,,18\n2,UASC,70,72,75,,\n3,Average social worker caseload,16.1,16.2,16.4,,16\n",
        Q1,
        &["REREF 21.4/18 -", "UASC-NUM 75/- -", "SW-CASES 16.4/16 -"],
    );
    assert_eq!(card.rows[0].previous.unwrap().to_string(), "20.9");
    assert_eq!(card.meta.value_column.as_deref(), Some("Q1 23/24"));
}

#[test]
fn months_across_with_the_latest_wanted() {
    let card = understood(
        "Indicator\tUnit\tApr-23\tMay-23\tJun-23\tJul-23\tTarget\tR/A/G\n\
         Children looked after\tNumber\t980\t985\t990\t992\t\t\nReturn home interviews in 72 hours\t%\t88\t89\t90\t91\t90\tG\n",
        "2023-07-01/2023-07-31",
        &["LAC-NUM 992/- -", "RHI-72H 91/90 green"],
    );
    assert_eq!(card.rows[1].previous, Some(90.into()));
}

#[test]
fn a_quarter_sent_by_months_takes_the_last_and_says_so() {
    let card = card(
        "Monthly return, Quarter 1 2023/24\nIndicator,Apr-23,May-23,Jun-23,Target\nAssessments in 45 days,88%,89%,91%,90%\nChildren adopted since April,1,2,4,7\n",
    );
    assert_eq!(brief(&card), ["ASM45 91/90 -", "ADOPT-NUM 4/7 -"]);
    assert_eq!(card.rows[0].more.value_from.as_deref(), Some("Jun-23"));
    assert_eq!(reasons(&card), ["Some(3) There are only monthly figures: the one of “Jun-23” was taken."]);
}

#[test]
fn ratings_in_letters_numbers_and_signs() {
    let by_legend = "Q2 2023/24\nRAG: 1 = Red; 2 = Amber; 3 = Green\nNo,Indicator,Result,Target,RAG\n1,Re-referrals,21.4%,18%,1\n2,Assessments 45 days,91%,90%,3\n";
    understood(by_legend, Q2, &["REREF 21.4/18 red", "ASM45 91/90 green"]);
    let by_rule = "Q2 2023/24\nNo,Indicator,Result,Target,RAG\n1,Re-referrals,21.4%,18%,1\n2,Assessments 45 days,91%,90%,3\n3,CLA reviews on time,94%,95%,2\n";
    understood(by_rule, Q2, &["REREF 21.4/18 red", "ASM45 91/90 green", "LAC-REV 94/95 amber"]);
    let signs = "Q2 2023/24\nNo,Indicator,Result,Target,Rating\n1,Re-referrals,21.4%,18%,🔴\n2,Assessments 45 days,91%,90%,🟢\n";
    understood(signs, Q2, &["REREF 21.4/18 red", "ASM45 91/90 green"]);
    let senseless = card(
        "Q2 2023/24\nNo,Indicator,Result,Target,RAG\n1,Re-referrals,21.4%,18%,1\n2,Assessments 45 days,91%,90%,1\n",
    );
    assert_eq!(brief(&senseless), ["REREF 21.4/18 -", "ASM45 91/90 -"]);
    assert_eq!(reasons(&senseless).len(), 2);
}

#[test]
fn units_in_names_spacer_columns_and_rates() {
    let card = understood(
        ",,,,,,,,\n,Performance report,,,Quarter 1 (April - June 2023),,,,\n,Ref,,Performance indicator,,Outturn,,Target,\n\
         ,1,,Children in need (per 10k),,312.4,,,\n,2,,Agency social workers (%),,19.5,,15,\n,3,,First time entrants to youth justice (per 100k),,131,,130,\n,4,,External residential placement cost (£ per week),,\"£5,010\",,,\n",
        Q1,
        &["CIN-RATE 312.4/- -", "SW-AGENCY 19.5/15 -", "YJ-FTE 131/130 -", "PLACE-COST 5010/- -"],
    );
    assert_eq!(card.rows[0].unit.as_deref(), Some("per 10,000"));
    assert_eq!(card.rows[1].rag_computed.unwrap().word(), "red");
}

#[test]
fn value_and_target_in_one_cell_in_several_ways() {
    let card = understood(
        "Scorecard 2023/24 Q2\nMeasure,Actual / Target,RAG,Count / cohort\nRe-referrals,21.4% / 18%,Red,120 out of 561\nDental checks CLA,71% vs 85%,Red,\n\
         Care leavers EET,56% (target: 55%),Green,\nCare leavers suitable accommodation,tbc (90%),,\n",
        Q2,
        &["REREF 21.4/18 red", "LAC-DENTAL 71/85 red", "CL-EET 56/55 green", "CL-ACCOM -/90 -"],
    );
    assert_eq!((card.rows[0].numerator, card.rows[0].denominator), (Some(120.into()), Some(561.into())));
    assert_eq!(card.rows[3].status.word(), "to_be_confirmed");
}

#[test]
fn one_row_for_each_period() {
    let card = understood(
        "Indicator,Quarter,Value,Numerator,Denominator,Target\nRe-referrals within 12 months,Q4 2022/23,20.9%,110,526,18%\nRe-referrals within 12 months,Q1 2023/24,21.4%,120,561,18%\n\
         Assessments in 45 days,Q4 2022/23,89%,,,90%\nAssessments in 45 days,Q1 2023/24,91%,,,90%\n",
        Q1,
        &["REREF 21.4/18 -", "ASM45 91/90 -"],
    );
    assert_eq!(card.rows[0].previous.unwrap().to_string(), "20.9");
    assert_eq!(card.rows[0].numerator, Some(120.into()));
}

#[test]
fn sections_continued_commentary_repeated_headings_and_remarks() {
    let card = understood(
        "Quarter 2 2023/24\nRef,Indicator,Value,Target,Commentary\nFront door,,,,\n1,Re-referrals,21.4%,18%,First line\n,,,,second line\n\nRef,Indicator,Value,Target,Commentary\nWorkforce,,,,\n\
         2,SW vacancy rate,17%,15%,\n3,Agency social workers,TBC,12%,Awaiting HR\n,,,,\nNotes,,,,\n1,Figures are provisional,,,\nPrepared by,J Smith,,,\n",
        Q2,
        &["REREF 21.4/18 -", "SW-VAC 17/15 -", "SW-AGENCY -/12 -"],
    );
    assert_eq!(card.rows[0].commentary, "First line second line");
    assert_eq!(card.meta.header_records, [2, 7]);
    assert_eq!(card.meta.section_records, [3, 8]);
    assert_eq!(card.meta.notes_records, [11, 12, 13, 14]);
}

#[test]
fn arrows_that_show_movement_are_told_from_arrows_that_show_merit() {
    let card = understood(
        "Q2 2023/24\nIndicator,Previous quarter,This quarter,Target,DoT\nRe-referrals,20%,21%,18%,↑\nCaseload average,17,16.5,16,↓\nAssessments 45 days,88%,91%,90%,↑\nUASC,70,75,,↑\n",
        Q2,
        &["REREF 21/18 -", "SW-CASES 16.5/16 -", "ASM45 91/90 -", "UASC-NUM 75/- -"],
    );
    let directions: Vec<_> = card.rows.iter().map(|row| row.direction_as_sent.unwrap().word()).collect();
    assert_eq!(directions, ["worse", "better", "better", "up"]);
}

#[test]
fn codes_of_the_council_are_enough() {
    understood(
        "Period: 1 July 2023 to 30 September 2023\nCode,Measure,Actual,Target\nREREF,Some local wording nobody knows,21.4%,18%\nEHE-NUM,Another,1050,\n",
        Q2,
        &["REREF 21.4/18 -", "EHE-NUM 1050/- -"],
    );
}

#[test]
fn statuses_keep_their_reasons() {
    let card = understood(
        "Q2 2023/24\nIndicator,Actual,Target,Last quarter,England 2022,England 2023\nRe-referrals,21.4% (p),18%,*,21%,22%\nAssessments 45 days,c. 90%,90%,n/a,80%,82%\nChildren adopted,<5,15,<5,,\nUASC,[c],,TBC,,\nPEPs,Not due,95%,93%,,\n",
        Q2,
        &["REREF 21.4/18 -", "ASM45 90/90 -", "ADOPT-NUM -/15 -", "UASC-NUM -/- -", "PEP-100 -/95 -"],
    );
    let statuses: Vec<_> = card.rows.iter().map(|row| row.status.word()).collect();
    assert_eq!(statuses, ["provisional", "approximate", "below_threshold", "suppressed", "not_available"]);
    let before: Vec<_> =
        card.rows.iter().map(|row| row.more.previous_status.map_or("-", super::Status::word)).collect();
    assert_eq!(before, ["suppressed", "not_available", "below_threshold", "to_be_confirmed", "-"]);
    assert_eq!(card.rows[0].england, Some(22.into()));
}

#[test]
fn what_is_not_understood_is_said_and_not_guessed() {
    let card = card(
        "Q2 2023/24\nRef,Indicator,Actual,Target,RAG,Zebra\n1,Potholes mended,71%,90%,Red,q\n2,Re-referrals,see below,18%,Mauve,q\n3,Assessments in 45 days,0.91,90,G,q\n,,55%,,,\n4,Dental checks of children in care,71,85,R,\n5,SW vacancies,17,15,A,\n6,Agency social workers,18,12,R,\n",
    );
    assert_eq!(
        brief(&card),
        [
            "- 71/90 red",
            "REREF -/18 -",
            "ASM45 0.91/90 green",
            "LAC-DENTAL 71/85 red",
            "SW-VAC 17/15 amber",
            "SW-AGENCY 18/12 red"
        ]
    );
    let reasons = reasons(&card).join("\n");
    for part in [
        "“Zebra”",
        "“Potholes mended”",
        "“see below” is not a figure",
        "“Mauve” is not a rating",
        "“0.91” is out of step",
        "no name",
    ] {
        assert!(reasons.contains(part), "{part} is missing:\n{reasons}");
    }
    assert_eq!(card.rows[1].status.word(), "not_understood");
}

#[test]
fn the_same_indicator_twice_is_settled_only_by_what_the_rows_say() {
    let text = |first: &str, second: &str| {
        format!(
            "Q2 2023/24\nIndicator,Actual,Target,Notes\nRe-referrals,21.4%,18%,{first}\nRe-referrals,20.1%,18%,{second}\n"
        )
    };
    let superseded = |card: &Scorecard| card.rows.iter().map(|row| row.more.superseded).collect::<Vec<_>>();
    assert_eq!(superseded(&card(&text("", "Revised figure"))), [true, false]);
    assert_eq!(superseded(&card(&text("Superseded", ""))), [true, false]);
    assert_eq!(superseded(&card(&text("Corrected 3 October", ""))), [false, true]);
    let open = card(&text("", ""));
    assert_eq!(superseded(&open), [false, false]);
    assert!(reasons(&open)[0].contains("record 3 too"));
}

#[test]
fn a_sheet_on_its_side_is_not_understood_and_says_so() {
    let card = card("Q2 2023/24\nIndicator,Re-referrals,Adoptions\nTarget,18%,15\nActual,21.4%,9\nRAG,R,A\n");
    assert_eq!(card.rows.len(), 0);
    assert!(reasons(&card)[0].contains("turn the sheet"), "{:?}", reasons(&card));
    assert!(reasons(&self::card("a,b\nc,d\n"))[0].contains("No row was found"));
}

#[test]
fn without_known_indicators_figures_are_read_all_the_same() {
    let sheet = Sheet::from_bytes(b"Q2 2023/24\nNo,Indicator,Polarity,Actual,Target,Floor,RAG\n1,Potholes mended in 28 days (%),High,71%,90%,80%,R\n2,Library visits,High,12000,11000,,G\n").unwrap();
    let card = read(&sheet, Wanted { file: "", period: None, known: &[], ..Wanted::default() });
    assert_eq!(brief(&card), ["- 71/90 red", "- 12000/11000 green"]);
    let computed: Vec<_> = card.rows.iter().map(|row| row.rag_computed.map(super::Colour::word)).collect();
    assert_eq!(computed, [Some("red"), Some("green")]);
    assert_eq!(reasons(&card), Vec::<String>::new());
}

#[test]
fn the_last_quarter_with_the_outturn_of_the_year() {
    let card = understood(
        "Scorecard – Quarter 4 and year end 2022/23\nInd no,Ind name,Is high or low good?,2021/22 outturn,Q1,Q2,Q3,Q4,2022/23 outturn,22/23 target,Better / worse,Nat. avg 21/22,Comment\n\
         1,Children adopted,High,33,3,7,12,8,30,30,▲,,\n2,Re-referrals,Low,20.1%,21%,20%,19%,19.4%,19.9%,18%,▼,21.5%,Target not met\n",
        "2023-01-01/2023-03-31",
        &["ADOPT-NUM 30/30 -", "REREF 19.4/18 -"],
    );
    assert_eq!(card.rows[0].more.value_from.as_deref(), Some("2022/23 outturn"));
    assert_eq!(card.rows[0].more.quarter_value, Some(8.into()));
    assert_eq!((card.rows[1].previous, card.rows[1].england.is_some()), (Some(19.into()), true));
}

#[test]
fn months_headed_by_dates() {
    understood(
        "Indicator,01/04/2023,01/05/2023,01/06/2023,Target\nCaseload average,17.1,17.0,16.9,16\nUASC,70,71,72,\nChildren looked after,980,985,990,\n",
        "2023-06-01/2023-06-30",
        &["SW-CASES 16.9/16 -", "UASC-NUM 72/- -", "LAC-NUM 990/- -"],
    );
}

#[test]
fn actual_target_and_rating_one_below_the_other() {
    let card = understood(
        "Quarter 2 2023/24\nRef,Indicator,,Q1,Q2,Q3,Q4,Comment\n1,Re-referrals,Actual,21%,20%,,,Falling\n,,Target,18%,17%,,,\n,,RAG,R,R,,,\n\
         2,Assessments in 45 days,Actual,88%,91%,,,\n,,Target,90%,90%,,,\n,,RAG,A,G,,,\n",
        Q2,
        &["REREF 20/17 red", "ASM45 91/90 green"],
    );
    assert_eq!((card.rows[0].previous, card.rows[0].commentary.as_str()), (Some(21.into()), "Falling"));
    assert_eq!(card.rows[1].record, 6);
}

#[test]
fn of_two_names_near_one_indicator_only_the_nearer_has_it() {
    let card = card(
        "Q2 2023/24\nRef,Indicator,Actual,Target\n1,CLA statutory reviews in time,95.1%,95%\n2,CLA reviews chaired by the same officer,96.4%,95%\n",
    );
    assert_eq!(brief(&card), ["LAC-REV 95.1/95 -", "- 96.4/95 -"]);
    assert_eq!(reasons(&card), ["Some(4) The name comes near LAC-REV, but record 3 comes nearer."]);
}

#[test]
fn quarters_under_a_heading_that_says_so_and_a_column_for_the_year() {
    let card = understood(
        "Outturn position for the year ended 31 March 2023 (Quarter 4)\n\n;;Target;Quarter;;;;Full year;Judgement\nPI;Short title;22/23;Q1;Q2;Q3;Q4;2022/23;RAG\n\
         CS1;Referrals within 12 months of a previous referral;18.0;21.4;20.1;19.2;18.6;19.8;Amber\nCS2;Rate of children subject to a plan (per 10k);;39.6;43.1;46.2;45.8;45.8;-\n\
         CS3;Children becoming subject to a plan for the second time;22.0;27.5;30.3;32.7;24.1;28.1;Red\nCS4;CP plans started;;142;163;163;150;618;-\n",
        "2023-01-01/2023-03-31",
        &["REREF 18.6/18 amber", "CPP-RATE 45.8/- -", "CPP-REPEAT 28.1/22 red", "CPP-START 618/- -"],
    );
    assert_eq!(card.rows[3].more.quarter_value, Some(150.into()));
}

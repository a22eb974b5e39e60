use super::*;
use crate::profile::error::ProfileErrorKind;
use crate::profile::section::Section;

fn env(variables: &[(&str, &str)]) -> Env {
    variables.iter().copied().collect()
}

fn files(files: &[(&str, &str)]) -> Files {
    files.iter().copied().collect()
}

fn get<'s>(set: &'s ProfileSet, profile: &str, key: &str) -> Option<&'s str> {
    set.get(profile)?.get(key)
}

#[test]
fn both_files_are_read_from_the_home_folder() {
    let files = files(&[
        ("/home/ann/.aws/config", "[profile a]\nx = 1\ny = 1"),
        ("/home/ann/.aws/credentials", "[a]\ny = 2\nz = 2\n[b]"),
    ]);
    let set = ProfileSet::load(&env(&[("HOME", "/home/ann")]), &files).unwrap();
    assert_eq!(get(&set, "a", "x"), Some("1"));
    assert_eq!(get(&set, "a", "y"), Some("2"));
    assert_eq!(get(&set, "a", "z"), Some("2"));
    assert_eq!(set.names().collect::<Vec<_>>(), ["a", "b"]);
    let place = set.get("a").unwrap().place_of("y").unwrap();
    assert_eq!(place.to_string(), "/home/ann/.aws/credentials:2");
    assert_eq!(set.selected_name(), "default");
    assert!(set.selected().is_none());
}

#[test]
fn environment_variables_select_the_files_and_the_profile() {
    let files = files(&[("/home/ann/c", "[profile a]\nx = 1"), ("d", "[b]\nx = 2")]);
    let variables = [
        ("HOME", "/home/ann"),
        (CONFIG_FILE, "~/c"),
        (CREDENTIALS_FILE, "d"),
        (PROFILE, "b"),
    ];
    let set = ProfileSet::load(&env(&variables), &files).unwrap();
    assert_eq!(get(&set, "a", "x"), Some("1"));
    assert_eq!(set.selected().unwrap().get("x"), Some("2"));
    assert_eq!(
        set.with_selected("a").selected().unwrap().get("x"),
        Some("1")
    );
}

#[test]
fn absent_files_count_as_empty_and_are_listed() {
    let set = ProfileSet::load(
        &env(&[("HOME", "/h"), (CONFIG_FILE, "/c")]),
        &Files::empty(),
    );
    let set = set.unwrap();
    assert!(set.is_empty());
    assert_eq!(
        set.searched(),
        "/c (absent, although AWS_CONFIG_FILE names it) and /h/.aws/credentials (absent)"
    );
    let without_home = ProfileSet::load(&Env::empty(), &Files::empty()).unwrap();
    assert_eq!(without_home.files()[0].path, None);
}

#[test]
fn an_unreadable_file_is_an_error_that_names_it() {
    let files = files(&[("c", "[default]\nx : hush")]);
    let set = ProfileSet::load(&env(&[(CONFIG_FILE, "c")]), &files).unwrap();
    let error = set.require_selected().unwrap_err();
    assert!(error.to_string().starts_with("c:2: found "), "{error}");
    assert_eq!(error.place().unwrap().line(), 2);

    let files: Files = [("c", b"\xff".to_vec())].into_iter().collect();
    let error = ProfileSet::load(&env(&[(CONFIG_FILE, "c")]), &files).unwrap_err();
    assert_eq!(error.kind(), ProfileErrorKind::Syntax);
    assert!(
        error
            .to_string()
            .starts_with("c:1: found a byte that is not UTF-8"),
        "{error}"
    );

    let files: Files = [("c", vec![b'\n'; FILE_LIMIT + 1])].into_iter().collect();
    let error = ProfileSet::load(&env(&[(CONFIG_FILE, "c")]), &files).unwrap_err();
    assert_eq!(error.kind(), ProfileErrorKind::Read);
}

#[test]
fn each_file_records_whether_others_can_read_it() {
    let files = files(&[("c", ""), ("d", "")]).with_readable_by_others("d");
    let variables = [(CONFIG_FILE, "c"), (CREDENTIALS_FILE, "d")];
    let set = ProfileSet::load(&env(&variables), &files).unwrap();
    let flags: Vec<_> = set
        .files()
        .iter()
        .map(|file| (file.is_credentials_file, file.readable_by_others))
        .collect();
    assert_eq!(flags, [(false, false), (true, true)]);
}

#[test]
fn the_prefixed_default_profile_replaces_the_plain_one() {
    let prefixed = "[profile default]\na = 1\n";
    let plain = "[default]\nb = 2\n";
    for config in [[prefixed, plain].concat(), [plain, prefixed].concat()] {
        let set = ProfileSet::parse(&config, "[default]\nc = 3").unwrap();
        let keys: Vec<_> = set.selected().unwrap().keys().collect();
        assert_eq!(keys, ["a", "c"]);
    }
}

#[test]
fn sections_with_the_same_name_are_merged() {
    let set = ProfileSet::parse("[profile a]\nx = 1\ny = 1\n[profile a]\nx = 2", "").unwrap();
    assert_eq!(get(&set, "a", "x"), Some("2"));
    assert_eq!(get(&set, "a", "y"), Some("1"));
    assert_eq!(set.get("a").unwrap().place().to_string(), "config:1");
}

#[test]
fn sso_sessions_and_services_are_not_profiles() {
    let config = "[sso-session s]\nsso_region = x\n[services v]\nsts =\n endpoint_url = u";
    let set = ProfileSet::parse(config, "").unwrap();
    assert!(set.is_empty());
    assert_eq!(set.sso_session("s").unwrap().get("sso_region"), Some("x"));
    let services = set.services("v").unwrap();
    assert_eq!(services.get_nested("sts", "endpoint_url"), Some("u"));
    assert_eq!(
        services.nested_keys("sts").collect::<Vec<_>>(),
        ["endpoint_url"]
    );
    assert_eq!(set.sso_session("v").map(Section::name), None);
}

#[test]
fn debug_shows_keys_but_no_values() {
    let set = ProfileSet::parse(
        "",
        "[default]\naws_secret_access_key = hush\ns3 =\n a = hush",
    );
    let text = format!("{:?}", set.unwrap());
    assert!(
        text.contains("aws_secret_access_key") && !text.contains("hush"),
        "{text}"
    );
}

#[test]
fn a_header_with_the_form_of_the_other_file_is_reported_with_the_right_form() {
    let config = "[a]\nx = 1\n[profile b]\n[profile \"e\"]\nx = 1";
    let set = ProfileSet::parse(config, "[profile c]\nx = 1").unwrap();
    let error = |name: &str| {
        let set = set.clone().with_selected(name);
        set.require_selected().unwrap_err().to_string()
    };
    let expected = "; the header at config:1 is ignored, expected `[profile a]` in that file;";
    assert!(error("a").contains(expected), "{}", error("a"));
    let expected = "; the header at credentials:1 is ignored, expected `[c]` in that file;";
    assert!(error("c").contains(expected), "{}", error("c"));
    let expected = "; the header at config:4 is ignored, expected `[profile e]` in that file;";
    assert!(error("e").contains(expected), "{}", error("e"));
    assert!(!error("d").contains("is ignored"), "{}", error("d"));
}

#[test]
fn a_selected_profile_with_a_wrong_header_is_an_error() {
    let set = ProfileSet::parse("[a]\nx = 1", "").unwrap();
    let error = |name: &str| {
        let set = set.clone().with_selected(name);
        set.require_selected().unwrap_err()
    };
    assert_eq!(error("a").kind(), ProfileErrorKind::Invalid);
    assert!(
        error("a")
            .to_string()
            .ends_with(" in that file; it is selected by the program"),
        "{}",
        error("a")
    );
    assert_eq!(error("b").kind(), ProfileErrorKind::Invalid);
    let headers = "; these headers are ignored: `[a]` at config:1: expected `[profile a]`;";
    assert!(error("b").to_string().contains(headers), "{}", error("b"));
}

#[test]
fn without_a_home_folder_each_file_is_named() {
    let set = ProfileSet::load(&Env::empty(), &Files::empty()).unwrap();
    assert_eq!(
        set.searched(),
        "the config file in the home directory (unknown: neither HOME nor USERPROFILE is set) and the \
         credentials file in the home directory (unknown: neither HOME nor USERPROFILE is set)"
    );
}

#[test]
fn a_default_file_that_cannot_be_read_counts_as_empty_and_causes_a_warning() {
    let home = env(&[("HOME", "/h")]);
    for contents in [vec![b'\n'; FILE_LIMIT + 1], b"\xff\xfe[\0".to_vec()] {
        let files: Files = [("/h/.aws/config", contents)].into_iter().collect();
        let set = ProfileSet::load(&home, &files).unwrap();
        let [warning] = &set.warnings()[..] else {
            panic!("{:?}", set.warnings());
        };
        assert!(warning.starts_with("/h/.aws/config: "), "{warning}");
        assert!(
            warning.ends_with("; the file is treated as empty"),
            "{warning}"
        );
        let error = set.require_selected().unwrap_err();
        assert_eq!(error.kind(), ProfileErrorKind::NoProfile);
        assert!(error.to_string().contains("/h/.aws/config ("), "{error}");
    }
}

#[test]
fn lines_before_all_sections_are_an_error_only_in_a_file_that_a_variable_names() {
    let text = "region = x\n[profile a]\n";
    let files = files(&[("/h/.aws/config", text), ("/c", text)]);
    let set = ProfileSet::load(&env(&[("HOME", "/h")]), &files).unwrap();
    assert!(set.get("a").is_some());
    let text = set.require_selected().unwrap_err().to_string();
    assert!(
        text.contains("; /h/.aws/config:1: found a property"),
        "{text}"
    );
    let error = ProfileSet::load(&env(&[(CONFIG_FILE, "/c")]), &files).unwrap_err();
    assert_eq!(error.place().unwrap().to_string(), "/c:1");
}

#[test]
fn a_variable_in_the_path_of_a_file_is_reported() {
    let variables = [(CONFIG_FILE, "$HOME/c"), (CREDENTIALS_FILE, "/d")];
    let set = ProfileSet::load(&env(&variables), &Files::empty()).unwrap();
    let [warning] = &set.warnings()[..] else {
        panic!("{:?}", set.warnings());
    };
    assert!(
        warning.starts_with("AWS_CONFIG_FILE is $HOME/c, which does not exist"),
        "{warning}"
    );
    assert!(set.searched().contains("/d (absent, although"), "{set:?}");
}

#[test]
fn headers_with_quotes_or_spaces_are_reported_with_how_to_write_them() {
    let config = "[sso-session 'FOO BAR']\nsso_region = r\n[My Profile]\n[default]\n\
        sso_session = FOO BAR\nsso_account_id = 1\nsso_role_name = n";
    let set = ProfileSet::parse(config, "").unwrap();
    let chain = |set: &ProfileSet| crate::profile::ProfileChain::resolve(set);
    let text = chain(&set).unwrap_err().to_string();
    assert!(
        text.contains("the header at config:1 is ignored, because the name \"FOO BAR\"")
            && text.contains("expected `[sso-session FOO-BAR]`"),
        "{text}"
    );
    let text = chain(&set.with_selected("My Profile"))
        .unwrap_err()
        .to_string();
    assert!(
        text.contains("the header at config:3 is ignored, because the name \"My Profile\"")
            && text.contains("expected `[profile My-Profile]`"),
        "{text}"
    );
}

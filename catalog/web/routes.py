"""Every page and its address. An endpoint is named like its view: `url_for(".about")`."""

from flask.typing import RouteCallable

from catalog.web import (
    account,
    budget,
    budget_breakdown,
    budget_comparison,
    budget_package,
    components_page,
    crawlers,
    datasets,
    differences,
    downloads,
    embeds,
    glossary,
    harvest,
    home,
    letters,
    members,
    obligation_deciding,
    obligations,
    organizations,
    resource_sql,
    resources,
    search,
    sharing,
    sign_in,
    single_sign_on,
    static_pages,
    table_loading,
    themes,
)

_SHAPE = "/kartu/<any(lebar, persegi):shape>"
_VERSION = "v/<int(max=2147483647):number>"
_YEAR = "<government>/<int(max=9999):year>"
_FORM = 'any(csv, "id.csv", xlsx, json, ndjson, parquet)'

# In both languages, each below its own prefix.
ROUTES: tuple[tuple[str, RouteCallable], ...] = (
    ("/", home.home),
    ("/dataset", search.search),
    ("/dataset/<name>", datasets.dataset),
    ("/dataset/<name>/v/<int(max=2147483647):number>", datasets.dataset_version),
    (
        "/dataset/<name>/beda/<int(max=2147483647):old>/<int(max=2147483647):new>",
        differences.dataset_difference,
    ),
    ("/dataset/<name>/resource/<rid>", resources.resource),
    ("/dataset/<name>/v/<int(max=2147483647):number>/resource/<rid>", resources.resource_version),
    ("/dataset/<name>/resource/<rid>/sql", resource_sql.resource_sql),
    ("/dataset/<name>/resource/<rid>/pemuatan", table_loading.resource_loading),
    ("/organization", organizations.organizations),
    ("/organization/<name>", organizations.organization),
    ("/group", themes.themes),
    ("/group/<name>", themes.theme),
    ("/anggaran", budget.budget),
    ("/anggaran/baris/<budget_id>", budget.budget_lines),
    ("/anggaran/baris/<budget_id>/<line_id>", budget.budget_line),
    ("/anggaran/<government>/<int(max=9999):year>", budget.budget_year),
    ("/anggaran/<government>/<int(max=9999):year>/banding", budget_comparison.budget_compare),
    ("/anggaran/<government>/<int(max=9999):year>/uraian", budget_breakdown.budget_breakdown),
    ("/anggaran/<government>/<int(max=9999):year>/<path:agency>", budget.budget_agency),
    ("/kewajiban", obligations.obligation_board),
    ("/kewajiban/<int(max=9999):year>", obligations.obligation_board),
    ("/kewajiban/<int(max=9999):year>/<owner>", obligations.obligation_owner),
    ("/kewajiban/<int(max=9999):year>/dokumen/<obligation>", obligations.obligation_document),
    ("/panen", harvest.harvest_sources),
    ("/panen/<source>", harvest.harvest_source),
    ("/panen/<source>/<int(max=2147483647):job>", harvest.harvest_job),
    ("/glosarium", glossary.glossary),
    ("/tentang", static_pages.about),
    ("/aksesibilitas", static_pages.accessibility),
    ("/_komponen", components_page.components),
    ("/akun", account.account),
    ("/embed/dataset/<name>/resource/<rid>", embeds.embed_resource),
    (f"/embed/dataset/<name>/{_VERSION}/resource/<rid>", embeds.embed_resource_version),
    (f"/embed/anggaran/{_YEAR}", embeds.embed_budget_year),
    (f"/embed/anggaran/{_YEAR}/<path:agency>", embeds.embed_budget_agency),
)
# Pages with a form that comes back to them, each in both languages as well.
FORMS: tuple[tuple[str, RouteCallable], ...] = (
    ("/masuk", sign_in.sign_in),
    ("/masuk/kode", sign_in.sign_in_code),
    ("/akun/sandi", account.account_password),
    ("/akun/kode", account.account_factor),
    (
        "/kewajiban/<int(max=9999):year>/dokumen/<obligation>/putusan",
        obligation_deciding.obligation_decide,
    ),
    ("/akun/surel", letters.account_address),
    ("/lupa", letters.forgotten),
    ("/sandi-baru/<secret>", letters.new_password),
    ("/undangan/<secret>", letters.accept_invitation),
    ("/surel-baru/<secret>", letters.new_address),
    ("/organization/<name>/anggota", members.organization_members),
    ("/pengguna", members.people),
)
# What buttons do; afterwards another page is shown.
DEEDS: tuple[tuple[str, RouteCallable], ...] = (
    ("/keluar", sign_in.sign_out),
    ("/akun/nama", account.account_name),
    ("/akun/sesi", account.account_sessions),
    ("/akun/token", account.account_token),
    ("/akun/token/cabut", account.account_token_end),
    ("/akun/kode/lepas", account.account_factor_end),
    ("/organization/<name>/anggota/peran", members.organization_member_role),
    ("/organization/<name>/anggota/cabut", members.organization_member_end),
    ("/pengguna/cabut", members.people_end),
)
# What pages show of themselves elsewhere: pictures with words, so in both languages as well.
PICTURES: tuple[tuple[str, RouteCallable], ...] = (
    (f"{_SHAPE}.png", sharing.card_home),
    (f"{_SHAPE}/dataset/<name>.png", sharing.card_dataset),
    (f"{_SHAPE}/dataset/<name>/{_VERSION}.png", sharing.card_dataset_version),
    (f"{_SHAPE}/dataset/<name>/resource/<rid>.png", sharing.card_resource),
    (f"{_SHAPE}/dataset/<name>/{_VERSION}/resource/<rid>.png", sharing.card_resource_version),
    (f"{_SHAPE}/organization/<name>.png", sharing.card_organization),
    (f"{_SHAPE}/anggaran/{_YEAR}.png", sharing.card_budget_year),
    (f"{_SHAPE}/anggaran/{_YEAR}/<path:agency>.png", sharing.card_budget_agency),
)
# Bytes have no language, and a provider sends people back to one place: these have one address each,
# `url_for("download")`.
FILES: tuple[tuple[str, RouteCallable], ...] = (
    ("/masuk/penyedia", single_sign_on.sign_on),
    ("/masuk/penyedia/kembali", single_sign_on.sign_on_back),
    ("/robots.txt", crawlers.robots),
    ("/sitemap.xml", crawlers.sitemap),
    ("/sitemap-<int(max=2147483647):number>.xml", crawlers.sitemap_part),
    ("/dataset/<name>/datapackage.json", downloads.datapackage),
    ("/dataset/<name>/v/<int(max=2147483647):number>/datapackage.json", downloads.datapackage_version),
    ("/dataset/<dataset>/resource/<resource>/download/<path:filename>", downloads.download),
    (
        "/dataset/<dataset>/v/<int(max=2147483647):number>/resource/<resource>/download/<path:filename>",
        downloads.download_version,
    ),
    (f"/dataset/<dataset>/resource/<resource>/tabel.<{_FORM}:form>", downloads.table_file),
    ("/dataset/<dataset>/resource/<resource>/sql.csv", resource_sql.sql_csv),
    (
        "/dataset/<dataset>/resource/<resource>/pemeriksaan.<any(id, en):language>.csv",
        table_loading.resource_findings,
    ),
    (
        f"/dataset/<dataset>/v/<int(max=2147483647):number>/resource/<resource>/tabel.<{_FORM}:form>",
        downloads.table_file_version,
    ),
    (
        "/dataset/<dataset>/beda/<int(max=2147483647):old>/<int(max=2147483647):new>/<resource>"
        f".<{_FORM}:form>",
        differences.table_difference,
    ),
    ("/kewajiban.ics", obligations.obligation_calendar),
    ("/kewajiban/skpd/<owner>.ics", obligations.obligation_calendar),
    (f"/kewajiban/<int(max=9999):year>/kewajiban.<{_FORM}:form>", obligations.obligation_sheet),
    ("/anggaran/baris/<budget_id>/baris.csv", budget_package.budget_version_csv),
    ("/anggaran/<government>/<int(max=9999):year>/tangga.csv", budget.budget_year_csv),
    ("/anggaran/<government>/<int(max=9999):year>/banding.csv", budget_comparison.budget_compare_csv),
    ("/anggaran/<government>/<int(max=9999):year>/<path:agency>/tangga.csv", budget.budget_agency_csv),
)

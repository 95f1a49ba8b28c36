// Links within the program change the page without loading it anew, as the browser's own back button does; and the list of pages says
// to screen readers what it is: Streamlit nests its items where they are not expected.
(() => {
  if (window.tdLinks) return;
  window.tdLinks = true;

  // pages beside the program, which it must be left for (ui/doors.py)
  const doors = ["/dang-nhap", "/dang-xuat", "/doi-mat-khau"];

  const ours = link =>
    link && link.origin === location.origin && !doors.includes(link.pathname) && !link.hasAttribute("download") && link.target !== "_blank" &&
    !(link.hash && link.pathname === location.pathname && link.search === location.search);

  addEventListener("click", event => {
    const link = event.target.closest?.("[data-testid=stHtml] a[href]");
    if (!ours(link) || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    dispatchEvent(new PopStateEvent("popstate"));
    document.querySelector(".stMain")?.scrollTo(0, 0);
  }, true);

  // what Streamlit says in English only
  const said = {
    "Skip to main content": "Đến nội dung chính",
    "Page not found": "Không có trang này",
    "No results": "Không có trong danh sách",
    "The page that you have requested does not seem to exist. Running the app's main page.":
      "Địa chỉ này không có trong chương trình. Đang mở trang Tổng quan.",
  };
  const translate = place => {
    const walk = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const words = said[walk.currentNode.nodeValue.trim()];
      if (words) walk.currentNode.nodeValue = words;
    }
  };

  document.documentElement.lang = "vi";
  const mend = () => {
    document.querySelectorAll("[role=dialog], [role=listbox], a[href^='#']:first-child").forEach(translate);
    mendMenu();
  };
  const mendMenu = () => document.querySelectorAll("[data-testid=stSidebarNavItems]").forEach(list => {
    list.setAttribute("role", "presentation");
    for (const section of list.children) section.setAttribute("role", "list");
  });
  new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
  mend();
})();

// The block in the editor: its options as lists and fields in panels, and the table as the server draws it.
(({ blocks, element, blockEditor, components, serverSideRender, i18n }, { options, labels, groups }) => {
  const create = element.createElement, { __ } = i18n;
  const asInSettings = __("as in the settings", "fxwidget");

  const words = {
    true: __("yes", "fxwidget"),
    false: __("no", "fxwidget"),
    auto: __("automatic", "fxwidget"),
  };

  const lists = {
    columns: { previous: __("Previous close", "fxwidget"), change: __("Change", "fxwidget"), source: __("Source", "fxwidget") },
  };

  const several = (name, chosen, set) => {
    const taken = (chosen || "").split(",").filter(Boolean);
    const boxes = Object.entries(lists[name]).map(([value, label]) => create(components.CheckboxControl, {
      key: value,
      label,
      checked: taken.includes(value),
      onChange: on => set({ [name]: Object.keys(lists[name]).filter(each => each === value ? on : taken.includes(each)).join(",") }),
    }));
    return create(components.BaseControl, { key: name, label: labels[name], id: `fxwidget-${name}` }, ...boxes);
  };

  const field = (name, chosen, set) => {
    if (lists[name]) return several(name, chosen, set);
    const values = options[name];
    return create(values.length ? components.SelectControl : components.TextControl, {
      key: name,
      label: labels[name],
      value: chosen ?? "",
      placeholder: asInSettings,
      onChange: value => set({ [name]: value }),
      ...(values.length && { options: ["", ...values].map(value => ({ value, label: value ? words[value] ?? value : asInSettings })) }),
    });
  };

  const panel = ([title, names], number, attributes, set) =>
    create(components.PanelBody, { key: title, title, initialOpen: number === 0 }, names.map(name => field(name, attributes[name], set)));

  blocks.registerBlockType("fxwidget/table", {
    edit: ({ name, attributes, setAttributes }) =>
      create("div", blockEditor.useBlockProps(),
        create(blockEditor.InspectorControls, null, Object.entries(groups).map((group, number) => panel(group, number, attributes, setAttributes))),
        create(components.Disabled, null, create(serverSideRender, { block: name, attributes }))),
    save: () => null,
  });
})(window.wp, window.fxwidgetBlock);
